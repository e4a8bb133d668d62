import { describe, expect, it } from 'vitest';
import { isComparable, takesAround } from './compare';
import { job } from './fake/fixtures';
import type { JobView } from './generated/contract';

const clip = (take: number, more: Partial<JobView> = {}): JobView => job(`t${take}`, { prompt: 'a boat', model: 'm', server: 'srv_home', state: 'ready', age: 0, more: { take, takes: 6, ...more } }, 0, new Map());
const takes = [1, 2, 3, 4, 5, 6].map((take) => clip(take));
const around = (take: number, all = takes) => takesAround(all[take - 1] ?? clip(0), all).map((other) => other.take);

describe('the takes to compare', () => {
  it('are four at most, this one among them', () => {
    expect([around(1), around(3), around(6)]).toEqual([[1, 2, 3, 4], [2, 3, 4, 5], [3, 4, 5, 6]]);
  });

  it('leave out what does not play', () => {
    const all = takes.map((take) => (take.take === 2 ? { ...take, state: 'failed' as const, video: null } : take));
    expect([around(1, all), around(2, all)]).toEqual([[1, 3, 4, 5], []]);
  });

  it('are none that is a picture', () => {
    const { video } = clip(1);
    expect(isComparable(clip(1, { video: video === null ? null : { ...video, mime: 'image/gif' } }))).toBe(false);
  });
});
