import { describe, expect, it } from 'vitest';
import { job } from './fake/fixtures';
import { fitting, inverse, neighbourOf, searchFor, shareOf } from './marks';
import type { JobView } from './generated/contract';

const take = (id: string, more: Partial<JobView> = {}): JobView => job(id, { prompt: 'x', model: 'm', server: 'srv_home', state: 'ready', age: 0, more }, 0, new Map());

describe('what takes a change of marks back', () => {
  it('gives each take the stars that it had', () => {
    const before = [take('a', { rating: 2 }), take('b', { rating: 4 }), take('c', { rating: 5 }), take('d', { rating: 2 })];
    expect(inverse(before, { kind: 'rating', stars: 4 })).toEqual([
      { ids: ['job_a', 'job_d'], mark: { kind: 'rating', stars: 2 } },
      { ids: ['job_c'], mark: { kind: 'rating', stars: 5 } },
    ]);
  });

  it('takes a tag only from those that did not have it, however it was written', () => {
    const before = [take('a', { tags: ['Night'] }), take('b')];
    expect(inverse(before, { kind: 'tag', name: 'night', on: true })).toEqual([{ ids: ['job_b'], mark: { kind: 'tag', name: 'night', on: false } }]);
  });

  it('is nothing where nothing changed', () => {
    expect(inverse([take('a', { favourite: true })], { kind: 'favourite', on: true })).toEqual([]);
  });
});

describe('a name in the search line', () => {
  it.each([
    ['night', 'tag:night'],
    ['best of', 'tag:"best of"'],
    ['海边', 'tag:海边'],
    ['a　b', 'tag:"a　b"'],
    ['the "best" of', 'tag:"the \\"best\\" of"'],
  ])('%s is written as %s', (name, written) => {
    expect(searchFor('tag', name)).toBe(written);
  });
});

describe('where the keys go when tiles leave', () => {
  const order = ['a', 'b', 'c', 'd'];
  it.each([
    [['b'], 'b', 'c'],
    [['b', 'c'], 'b', 'd'],
    [['c', 'd'], 'd', 'b'],
    [['a', 'b', 'c', 'd'], 'b', null],
    [['b'], 'd', 'd'],
  ] as const)('without %s from %s they are on %s', (gone, from, to) => {
    expect(neighbourOf(order, gone, from)).toBe(to);
  });
});

it('names that begin as typed come before those that only have it, and the very one is first', () => {
  expect(fitting(['midnight', 'nights', 'Night', 'dusk'], 'night')).toEqual(['Night', 'nights', 'midnight']);
});

it('a tag that only some of the takes have is shared by some', () => {
  const jobs = [take('a', { tags: ['night'] }), take('b')];
  expect([shareOf(jobs, 'tag', 'NIGHT'), shareOf(jobs.slice(0, 1), 'tag', 'night'), shareOf(jobs, 'collection', 'night')]).toEqual(['some', 'all', 'none']);
});
