import { describe, expect, it } from 'vitest';
import { CLOSEST, isWhole, moved, partOf, readCrop, WHOLE, zoomed } from './crop';

const photo = { width: 1536, height: 1024 };
const wide = { width: 1280, height: 720 };
const tall = { width: 720, height: 1280 };

describe('a crop', () => {
  it('keeps the largest part in the middle, if nothing was chosen', () => {
    const { x, y, width, height } = partOf(photo, wide);
    expect([x, width]).toEqual([0, 1]);
    expect(height).toBeCloseTo(0.84375);
    expect(y).toBeCloseTo(0.078125);
  });

  it('moves only in the direction in which something is cut away', () => {
    const crop = moved(WHOLE, photo, tall, 0.1, 0.3);
    expect([crop.x, crop.y]).toEqual([6000, 5000]);
  });

  it('does not leave the picture', () => {
    const part = partOf(photo, tall, moved(WHOLE, photo, tall, 9, -9));
    expect(part.x + part.width).toBeCloseTo(1);
    expect(part.y).toBe(0);
  });

  it('shows less when it comes closer', () => {
    const { width, height } = partOf(photo, wide, zoomed(WHOLE, photo, wide, 200));
    expect([width, height]).toEqual([0.5, 0.421875]);
  });

  it('comes closer around the point that is looked at', () => {
    const at = { x: 0.25, y: 0.5 };
    const before = partOf(photo, wide);
    const after = partOf(photo, wide, zoomed(WHOLE, photo, wide, 300, at));
    expect((at.x - after.x) / after.width).toBeCloseTo((at.x - before.x) / before.width, 3);
  });

  it('has a nearest and a farthest', () => {
    expect([zoomed(WHOLE, photo, wide, 1).zoom, zoomed(WHOLE, photo, wide, 99_999).zoom]).toEqual([100, CLOSEST]);
  });

  it('has the numbers of the engine’s own test', () => {
    // library/picture/tests.rs: a_crop_is_the_same_however_the_photo_lies
    const part = partOf({ width: 80, height: 120 }, { width: 16, height: 24 }, { x: 7500, y: 2083, zoom: 400 });
    expect([part.x * 80, part.width * 80]).toEqual([50, 20]);
    expect(part.y * 120).toBeCloseTo(10, 1);
  });

  it('is read back from settings as it was, and never as anything else', () => {
    expect(readCrop(JSON.parse(JSON.stringify({ x: 1, y: 2, zoom: 150 })))).toEqual({ x: 1, y: 2, zoom: 150 });
    const bad: unknown[] = [null, 1, {}, { x: 1, y: 2 }, { x: -1, y: 2, zoom: 150 }, { x: 1, y: 2, zoom: 99 }, { x: 1.5, y: 2, zoom: 150 }, { x: 'a', y: 2, zoom: 150 }];
    expect(bad.map(readCrop)).toEqual(bad.map(() => null));
  });

  it('knows when nothing was chosen', () => {
    expect([isWhole(null), isWhole(WHOLE), isWhole({ ...WHOLE, zoom: 101 })]).toEqual([true, true, false]);
  });
});
