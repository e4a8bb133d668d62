import { describe, expect, it } from 'vitest';
import { model } from './fake/models';
import { carried, frameKind, lists, ratioOf, sentFrame, spelled } from './frame';

const wide = { width: 1920, height: 1080 };
const nothing = { size: null, aspect: null, tier: null };

describe('the frame', () => {
  it('is in pixels where a model lists both', () => {
    expect(frameKind({ ...model('words'), sizes: [wide] })).toBe('pixels');
  });

  it('is nothing where the model’s name says it', () => {
    expect(frameKind(model('fixed'))).toBe('none');
  });

  it('takes the shape and the tier of the pixels before', () => {
    expect(carried('pixels', model('words'), { ...nothing, size: wide })).toEqual({ size: wide, aspect: '16:9', tier: '1080p' });
  });

  it('takes the model’s own words where nothing was chosen', () => {
    expect(carried(null, model('words'), nothing)).toEqual({ size: null, aspect: '16:9', tier: '720p' });
  });

  it('spells a tier as the model does', () => {
    expect(carried('words', model('ranges'), { ...nothing, tier: '720p' }).tier).toBe('720P');
    expect([spelled('4K', ['4k']), spelled('2K', ['4k']), lists('4K', ['4k'])]).toEqual(['4k', '2K', true]);
  });

  it('never says the same in pixels and in words', () => {
    const both = { ...model('words'), sizes: [wide] };
    expect(sentFrame(both, { size: wide, aspect: '16:9', tier: '720p' })).toEqual({ size: wide, aspect: null, tier: null });
    expect(sentFrame(both, { size: null, aspect: '16:9', tier: '720p' })).toEqual({ size: null, aspect: '16:9', tier: '720p' });
  });

  it('has an outline for ratios and none for words', () => {
    expect([ratioOf('16:9'), ratioOf('2.39:1'), ratioOf('adaptive'), ratioOf('1:0')]).toEqual([16 / 9, 2.39, null, null]);
  });
});
