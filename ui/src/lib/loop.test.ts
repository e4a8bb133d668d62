import { describe, expect, it } from 'vitest';
import { entry, isOver, range, walked, WHOLE, withIn, withOut } from './loop';

const FPS = 25;

describe('in and out points', () => {
  it('take in the frames that were shown, from the beginning of one to the end of the other', () => {
    const points = withOut(withIn(WHOLE, 1.01, FPS), 2.01, FPS);
    expect([points.from, points.to]).toEqual([1, 2.04]);
  });

  it('hold one frame when both were set at it', () => {
    const points = withOut(withIn(WHOLE, 1, FPS), 1, FPS);
    expect((points.to ?? 0) - (points.from ?? 0)).toBeCloseTo(1 / FPS);
  });

  it('give up the end that lies before a new beginning', () => {
    expect(withIn(withOut(WHOLE, 1, FPS), 2, FPS)).toEqual({ from: 2, to: null });
  });

  it('give up the beginning that lies behind a new end', () => {
    expect(withOut(withIn(WHOLE, 3, FPS), 2, FPS)).toEqual({ from: null, to: 2.04 });
  });

  it('stay within another take that is shorter', () => {
    expect(range({ from: 6, to: 7 }, 5)).toEqual([5, 5]);
  });
});

describe('a loop', () => {
  const points = { from: 1, to: 2 };

  it('turns before the frame behind its end is shown', () => {
    expect([isOver(points, 1.985, FPS), isOver(points, 1.992, FPS)]).toEqual([false, true]);
  });

  it('without an out point is over when the player says so', () => {
    expect(isOver({ from: 1, to: null }, 999, FPS)).toBe(false);
  });

  it('is entered at its beginning from outside, and goes on from inside', () => {
    expect([entry(points, 0.2, 5, FPS), entry(points, 1.5, 5, FPS), entry(points, 4, 5, FPS), entry(WHOLE, 5, 5, FPS)]).toEqual([1, 1.5, 1, 0]);
  });

  it('goes on from its end when it is walked backwards', () => {
    expect(walked(points, 0.98, 5, true)).toEqual({ time: 2, over: false });
  });

  it('ends at its beginning when nothing is looped', () => {
    expect(walked(points, 0.98, 5, false)).toEqual({ time: 1, over: true });
  });
});
