import { describe, expect, it } from 'vitest';
import { nudged, pushed, SPEEDS } from './shuttle';

describe('the shuttle', () => {
  it('is faster with each press the same way, up to four times', () => {
    const presses = [1, 2, 3, 4].reduce<number[]>((all) => [...all, pushed(all.at(-1) ?? 0, 1)], []);
    expect(presses).toEqual([1, 2, 4, 4]);
  });

  it('begins anew the other way', () => {
    expect([pushed(4, -1), pushed(-2, 1)]).toEqual([-1, 1]);
  });

  it('runs backwards faster with each press', () => {
    expect([pushed(0, -1), pushed(-1, -1), pushed(-2, -1), pushed(-4, -1)]).toEqual([-1, -2, -4, -4]);
  });
});

describe('the speed', () => {
  it('goes to its neighbours and no further', () => {
    expect([nudged(1, 1), nudged(1, -1), nudged(SPEEDS[0], -1), nudged(4, 1)]).toEqual([1.5, 0.5, SPEEDS[0], 4]);
  });
});
