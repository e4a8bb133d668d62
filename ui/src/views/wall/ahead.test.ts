import { describe, expect, it } from 'vitest';
import type { Section } from '../../lib/layout';
import { nextDay, stretchAt, within } from './ahead';

const section = (day: string, top: number, blank = 1000): Section => ({ day, top, height: 1000, rows: [], blank });
const wall = Array.from({ length: 100 }, (_, index) => section(String(index), index * 1000));
const view = { top: 50_000, height: 900, step: 0 };

describe('what is loaded ahead', () => {
  it('is a little on both sides of a wall that stands', () => {
    expect(stretchAt(view)).toEqual({ from: 49_300, to: 52_500 });
  });

  it('goes as far down as eight steps of the scroll', () => {
    expect(stretchAt({ ...view, step: 500 })).toEqual({ from: 49_300, to: 54_900 });
  });

  it('goes up where the scroll does', () => {
    expect(stretchAt({ ...view, step: -500 })).toEqual({ from: 46_000, to: 52_500 });
  });

  it('has an end, however fast the scroll', () => {
    expect(stretchAt({ ...view, step: 15_000 }).to).toBe(70_900);
  });

  it('does not go on behind a jump', () => {
    expect(stretchAt({ ...view, step: 40_000 })).toEqual(stretchAt(view));
  });

  it('begins with the day that is seen', () => {
    expect(nextDay(wall, { ...view, top: 50_200, height: 500, step: 500 })).toBe('50');
  });

  it('goes on with the day above where the scroll goes up', () => {
    const seen = wall.map((one) => (one.day === '50' ? { ...one, blank: 0 } : one));
    expect(nextDay(seen, { top: 50_000, height: 900, step: -500 })).toBe('49');
  });

  it('leaves the end of a long day until somebody comes there', () => {
    const long = [{ ...section('0', 0), height: 90_000, blank: 60_000 }];
    expect([nextDay(long, { ...view, top: 20_000 }), nextDay(long, { ...view, top: 28_000 })]).toEqual([undefined, '0']);
  });

  it('is nothing where all of it is here', () => {
    expect(nextDay(wall.map((one) => ({ ...one, blank: 0 })), view)).toBeUndefined();
  });

  it('has every day that it touches', () => {
    expect(within(wall, { from: 1500, to: 3500 }).map(({ day }) => day)).toEqual(['1', '2', '3']);
  });
});
