import { describe, expect, it } from 'vitest';
import type { JobView } from './generated/contract';
import { partsOf } from './recall';

const bare: JobView = { prompt: '', params: {}, extra: {}, size: null, aspect: null, tier: null, inputs: [] } as never;

describe('the parts of a clip that can be used alone', () => {
  it('are none where nothing is known', () => {
    expect(partsOf(bare)).toEqual([]);
  });

  it('are offered in the order of the form', () => {
    const clip: JobView = { ...bare, prompt: 'A boat', params: { seed: 7 }, tier: '720p', inputs: [{ role: 'first', fit: 'crop', name: 'a', size: null, url: 'https://a.example/a.png', media: null, frame_of: null }] };
    expect(partsOf(clip)).toEqual(['prompt', 'seed', 'size', 'pictures']);
  });

  it('have a seed also where it was a field by name', () => {
    expect(partsOf({ ...bare, extra: { seed: 0 } })).toEqual(['seed']);
  });

  it('have no pictures that can neither be fetched nor brought back', () => {
    const gone: JobView = { ...bare, inputs: [{ role: 'first', fit: 'crop', name: 'a', size: null, url: null, media: null, frame_of: null }] };
    expect(partsOf(gone)).toEqual([]);
  });
});
