import { describe, expect, it } from 'vitest';
import type { Section } from '../../lib/layout';
import { anchorAt, scrollFor } from './anchor';

const HEADER = 40;
const row = (id: string, top: number) => ({ top, height: 200, tiles: [{ id, x: 0, width: 300 }] });
const day = (name: string, top: number, ...ids: string[]): Section => ({ day: name, top, height: 50 + Math.max(1, ids.length) * 210, rows: ids.map((id, index) => row(id, index * 210)), blank: ids.length === 0 ? 210 : 0 });
const held = (before: Section[], scrolled: number, after: Section[]) => {
  const anchor = anchorAt(before, scrolled, HEADER);
  return anchor === null ? null : scrollFor(anchor, after, HEADER);
};

describe('the place on the wall', () => {
  const before = [day('b', 0, 'b1'), day('a', 260, 'a1', 'a2')];

  it('stays when the days above become longer', () => {
    expect(held(before, 500, [day('b', 0, 'b1', 'b2', 'b3'), day('a', 680, 'a1', 'a2')])).toBe(920);
  });

  it('stays at its row when a new one comes above it on the same day', () => {
    expect(held(before, 520, [day('b', 0, 'b1'), day('a', 260, 'a0', 'a1', 'a2')])).toBe(730);
  });

  it('stays at the header of a day that is being loaded', () => {
    const unread = [day('b', 0, 'b1'), day('a', 260)];
    expect(held(unread, 270, [day('b', 0, 'b1', 'b2'), day('a', 470, 'a1', 'a2')])).toBe(480);
  });

  it('is as far on in a day that comes longer than it was guessed', () => {
    const unread = [day('a', 0)];
    expect(held(unread, 130, [day('a', 0, 'a1', 'a2', 'a3')])).toBe(340);
  });

  it('is lost with its day', () => {
    expect(held(before, 500, [day('b', 0, 'b1')])).toBeNull();
  });
});
