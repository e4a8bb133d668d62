import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from './backend';
import { Fittings } from './fitted.svelte';
import type { FitRequest, FittedView } from './generated/contract';

const request = (width: number): FitRequest => ({ server: 'srv', model: 'wan', size: { width, height: 10 }, input: { role: 'first', fit: 'crop', staged: 'pic_1' } });
const view = (width: number): FittedView => ({ media: 'm', width, height: 10, bytes: 1, mime: 'image/jpeg', quality: 92, smaller: false, max_bytes: null });
const ask = (width: number) => new Map([['pic_1', request(width)]]);

function fittings(answer: (request: FitRequest) => Promise<FittedView | null>) {
  const fitPicture = vi.fn(answer);
  return { fitPicture, fittings: new Fittings({ fitPicture } as unknown as Backend) };
}

describe('how pictures will be sent', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is asked once the hand rests, and only about the last', async () => {
    const { fitPicture, fittings: all } = fittings(async (asked) => view(asked.size?.width ?? 0));
    all.follow(ask(1));
    await vi.runAllTimersAsync();
    all.follow(ask(2));
    all.follow(ask(3));
    await vi.runAllTimersAsync();
    expect(fitPicture.mock.calls.map(([asked]) => asked.size?.width)).toEqual([1, 3]);
    expect(all.of('pic_1').view?.width).toBe(3);
  });

  it('does not take a late answer for the newest', async () => {
    const waiting: ((view: FittedView) => void)[] = [];
    const { fittings: all } = fittings(() => new Promise((resolve) => waiting.push(resolve)));
    all.follow(ask(1));
    await vi.runAllTimersAsync();
    all.follow(ask(2));
    await vi.runAllTimersAsync();
    waiting[1]?.(view(2));
    waiting[0]?.(view(1));
    await vi.runAllTimersAsync();
    expect(all.of('pic_1').view?.width).toBe(2);
  });

  it('keeps what is known while the engine is asked anew', async () => {
    const { fittings: all } = fittings(async (asked) => view(asked.size?.width ?? 0));
    all.follow(ask(1));
    await vi.runAllTimersAsync();
    all.follow(ask(2));
    expect(all.of('pic_1')).toMatchObject({ busy: true, view: { width: 1 } });
  });

  it('says what the engine refused', async () => {
    const { fittings: all } = fittings(() => Promise.reject({ code: 'picture_too_large', message: null, http_status: null, params: {} }));
    all.follow(ask(1));
    await vi.runAllTimersAsync();
    expect(all.of('pic_1').error?.code).toBe('picture_too_large');
  });

  it('forgets pictures that are no longer there', async () => {
    const { fittings: all } = fittings(async () => view(1));
    all.follow(ask(1));
    await vi.runAllTimersAsync();
    all.follow(new Map());
    expect(all.of('pic_1').view).toBe(null);
  });
});
