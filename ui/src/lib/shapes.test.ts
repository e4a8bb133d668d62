import { describe, expect, it } from 'vitest';
import { cropOf, ratioName, readSize, shapesOf } from './shapes';

const size = (width: number, height: number) => ({ width, height });

describe('shapes', () => {
  it('knows the usual names', () => {
    expect([size(1280, 720), size(720, 1280), size(1024, 1024)].map(ratioName)).toEqual(['16:9', '9:16', '1:1']);
  });

  it('takes a size that is nearly 16:9 as 16:9, as codecs round to whole blocks', () => {
    expect(ratioName(size(1920, 1088))).toBe('16:9');
  });

  it('does not call 1024 × 1792 a 9:16', () => {
    expect(ratioName(size(1024, 1792))).toBe('4:7');
  });

  it('groups sizes by shape in the order of the model', () => {
    const shapes = shapesOf([size(720, 1280), size(1280, 720), size(1080, 1920)]);
    expect(shapes.map((shape) => [shape.name, shape.sizes.length])).toEqual([['9:16', 2], ['16:9', 1]]);
  });

  it('cuts the sides of a picture that is too wide', () => {
    expect(cropOf(size(2000, 1000), size(1000, 1000))).toEqual({ x: 0.25, y: 0 });
  });

  it('refuses a side that no engine takes', () => {
    expect([readSize('1280', '8'), readSize('1280.5', '720'), readSize('', '720')]).toEqual([null, null, null]);
  });
});
