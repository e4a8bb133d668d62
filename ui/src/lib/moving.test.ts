import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepMoving, STILL_MS, TRIES } from './moving';

/** An element as far as it matters: it stands where the test puts it. */
function stub() {
  const video = Object.assign(document.createElement('video'), { play: vi.fn(() => Promise.resolve()), pause: vi.fn() });
  const is = { currentTime: 0, paused: false, seeking: false, ended: false, error: null };
  for (const name of Object.keys(is) as (keyof typeof is)[]) Object.defineProperty(video, name, { get: () => is[name] });
  return { video, is, tell: (name: string) => video.dispatchEvent(new Event(name)) };
}

describe('a player that was told to play', () => {
  let end: AbortController;
  let player: ReturnType<typeof stub>;

  beforeEach(() => {
    vi.useFakeTimers();
    end = new AbortController();
    player = stub();
    keepMoving(player.video, end.signal);
    player.tell('play');
  });
  afterEach(() => void vi.useRealTimers());

  const pushes = () => [player.video.pause.mock.calls.length, player.video.play.mock.calls.length];

  it('is paused and played again where it stands still', () => {
    vi.advanceTimersByTime(STILL_MS);
    expect(pushes()).toEqual([1, 1]);
  });

  it('is left alone while it moves', () => {
    player.is.currentTime = 0.04;
    vi.advanceTimersByTime(STILL_MS);
    expect(pushes()).toEqual([0, 0]);
  });

  it.each(['paused', 'seeking', 'ended'] as const)('is left alone while it is %s', (state) => {
    player.is[state] = true;
    vi.advanceTimersByTime(STILL_MS);
    expect(pushes()).toEqual([0, 0]);
  });

  it('is pushed a few times in a row and no more', () => {
    for (let time = 0; time < TRIES + 2; time += 1) {
      vi.advanceTimersByTime(STILL_MS);
      player.tell('play');
    }
    expect(pushes()).toEqual([TRIES, TRIES]);
  });

  it('that is gone is left alone', () => {
    end.abort();
    vi.advanceTimersByTime(STILL_MS);
    expect(pushes()).toEqual([0, 0]);
  });
});
