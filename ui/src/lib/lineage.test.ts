import { describe, expect, it } from 'vitest';
import { job } from './fake/fixtures';
import type { InputView, JobView } from './generated/contract';
import { childrenOf, parentsOf, promptBefore } from './lineage';

const clip = (id: string, more: Partial<JobView> = {}): JobView => job(id, { prompt: 'a boat', model: 'm', server: 'srv_home', state: 'ready', age: 0, more }, 1000, new Map());
const frame = (of: string | null): InputView => ({ role: 'first', fit: 'crop', name: 'a.png', size: null, url: null, media: null, frame_of: of });

const source = clip('source');
const remix = clip('remix', { parent: source.id, action: 'remix', prompt: 'a boat at night', created_at: 2000 });
const shot = clip('shot', { inputs: [frame(source.id), frame(null), frame(source.id)], created_at: 3000 });

describe('lineage', () => {
  it('names the video that a server made another of, and how', () => {
    expect(parentsOf(remix)).toEqual([{ id: source.id, how: 'remix' }]);
  });

  it('names the clip once of which several frames were used', () => {
    expect(parentsOf(shot)).toEqual([{ id: source.id, how: 'frame' }]);
  });

  it('names the clip of which another is a piece', () => {
    expect(parentsOf(clip('piece', { parent: source.id, action: 'import', server: 'media' }))).toEqual([{ id: source.id, how: 'cut' }]);
  });

  it('tells what came of a clip, oldest first', () => {
    expect(childrenOf(source.id, [shot, source, remix])).toEqual([
      { id: remix.id, how: 'remix' },
      { id: shot.id, how: 'frame' },
    ]);
  });
});

describe('the prompt to read another against', () => {
  const find = (id: string) => [source, remix].find((one) => one.id === id);

  it('is that of the parent', () => {
    expect(promptBefore(remix, [remix], find)).toEqual({ prompt: 'a boat', of: 'parent' });
  });

  it('is that of the nearest earlier take that has another', () => {
    const takes = [clip('t1', { take: 1, prompt: 'dawn' }), clip('t2', { take: 2, prompt: 'dusk' }), clip('t3', { take: 3, prompt: 'dusk' })];
    expect(takes.map((take) => promptBefore(take, takes, find)?.prompt)).toEqual([undefined, 'dawn', 'dawn']);
  });

  it('is none for takes of one prompt', () => {
    const takes = [clip('t1', { take: 1 }), clip('t2', { take: 2 })];
    expect(takes.map((take) => promptBefore(take, takes, find))).toEqual([null, null]);
  });
});
