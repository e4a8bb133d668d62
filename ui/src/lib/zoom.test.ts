import { describe, expect, it } from 'vitest';
import { zoomAfter } from './zoom';

describe('the size of everything', () => {
  it('grows step by step up to twice', () => {
    const sizes = [100];
    while (zoomAfter(sizes.at(-1) ?? 0, 'zoomIn') !== sizes.at(-1)) sizes.push(zoomAfter(sizes.at(-1) ?? 0, 'zoomIn'));
    expect(sizes).toEqual([100, 110, 125, 150, 175, 200]);
  });

  it('shrinks no further than can be read', () => {
    expect([zoomAfter(80, 'zoomOut'), zoomAfter(75, 'zoomOut')]).toEqual([75, 75]);
  });

  it('is as it was at first again', () => {
    expect(zoomAfter(175, 'zoomReset')).toBe(100);
  });

  it('goes on from a size between two steps', () => {
    expect([zoomAfter(130, 'zoomIn'), zoomAfter(130, 'zoomOut')]).toEqual([150, 125]);
  });
});
