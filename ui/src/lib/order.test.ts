import { describe, expect, it } from 'vitest';
import { job } from './fake/fixtures';
import { compare } from './order';
import type { JobView, SortBy } from './generated/contract';

const NOW = 1_800_000_000_000;
const tile = (id: string, more: Partial<JobView>): JobView => job(id, { prompt: '', model: 'm', server: 'demo', state: 'failed', age: 0, more }, NOW, new Map());
const usd = (micros: number) => ({ kind: 'known', money: { currency: 'USD', micros } }) as const;

const TILES: readonly JobView[] = [
  tile('dear', { cost: usd(900_000), seconds: 12, rating: 5, created_at: 3 }),
  tile('cheap', { cost: usd(100_000), seconds: 4, rating: 1, created_at: 4 }),
  tile('unknown', { cost: { kind: 'unknown' }, seconds: null, rating: 0, created_at: 2 }),
  tile('free', { cost: { kind: 'free' }, seconds: 5, rating: 3, created_at: 1 }),
];

const sorted = (by: SortBy, up: boolean) => [...TILES].sort((a, b) => compare(a, b, { by, up })).map(({ id }) => id.replace('job_', ''));

describe('the order of the wall', () => {
  it('has the unknown last, whichever way it goes', () => {
    for (const by of ['cost', 'length', 'rating'] as const) expect([sorted(by, false).at(-1), sorted(by, true).at(-1)]).toEqual(['unknown', 'unknown']);
  });

  it('counts what is free as nothing', () => {
    expect(sorted('cost', true)).toEqual(['free', 'cheap', 'dear', 'unknown']);
  });

  it('goes by the date first and last', () => {
    expect(sorted('date', false)).toEqual(['cheap', 'dear', 'unknown', 'free']);
  });
});
