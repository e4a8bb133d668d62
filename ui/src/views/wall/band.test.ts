import { describe, expect, it } from 'vitest';
import type { Spot } from '../../lib/layout';
import { boxOf, touched } from './band';

const spot = (id: string, x: number, y: number): Spot => ({ id, x, y, width: 100, height: 50 });
const spots = [spot('a', 0, 0), spot('b', 110, 0), spot('c', 0, 60), spot('d', 110, 60)];

describe('a rubber band', () => {
  it('is the same whichever way it is pulled', () => {
    expect(boxOf({ x: 90, y: 40 }, { x: 10, y: 10 })).toEqual(boxOf({ x: 10, y: 10 }, { x: 90, y: 40 }));
  });

  it('takes in the tiles that it touches and no others', () => {
    expect(touched(spots, boxOf({ x: 99, y: 45 }, { x: 112, y: 55 }))).toEqual(['a', 'b']);
  });

  it('takes in none between the tiles', () => {
    expect(touched(spots, boxOf({ x: 101, y: 0 }, { x: 109, y: 200 }))).toEqual([]);
  });
});
