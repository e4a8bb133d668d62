import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dayKey } from './format';
import { now, setClock, today } from './now.svelte';

const EVENING = new Date(2026, 10, 30, 23, 58, 0).getTime();

let ended: (() => void) | undefined;
const read: string[] = [];

/** Reads a clock as a template does, and notes each time what it said. */
function follow(clock: () => number): void {
  read.length = 0;
  ended = $effect.root(() => {
    $effect(() => void read.push(dayKey(clock())));
  });
  flushSync();
}

function pass(ms: number): void {
  vi.advanceTimersByTime(ms);
  flushSync();
}

beforeEach(() => {
  vi.useFakeTimers({ now: EVENING });
  setClock(EVENING);
});

afterEach(() => {
  ended?.();
  vi.useRealTimers();
});

describe('the clock in a template', () => {
  it('reads the day once, as long as it lasts', () => {
    follow(today);
    pass(60_000);
    expect(read).toEqual(['2026-11-30']);
  });

  it('reads the next day soon after it began', () => {
    follow(today);
    pass(140_000);
    expect(read).toEqual(['2026-11-30', '2026-12-01']);
  });

  it('reads the time every second', () => {
    follow(now);
    for (let second = 0; second < 3; second += 1) pass(1000);
    expect(read).toHaveLength(4);
  });

  it('has no timer when nobody looks any more', async () => {
    follow(today);
    ended?.();
    await Promise.resolve();
    expect(vi.getTimerCount()).toBe(0);
  });
});
