import { describe, expect, it } from 'vitest';
import { job } from './fake/fixtures';
import { isClosed, othersOf, pile, traysOf } from './stacks';
import type { JobView, State } from './generated/contract';

function tile(id: string, state: State = 'ready', more: Partial<JobView> = {}): JobView {
  return job(id, { prompt: 'a boat', model: 'm', server: 'demo', state, age: 1, more: { batch: 'bat_x', takes: 3, ...more } }, 1_800_000_000_000, new Map());
}

const other = (id: string) => tile(id, 'ready', { batch: `bat_${id}`, takes: 1 });
const shown = (jobs: JobView[], open: string[] = []) => pile(jobs, new Set(open)).map((unit) => unit.takes.join('+'));
const key = pile([tile('a'), tile('b')], new Set())[0]?.stack?.key ?? '';

describe('takes of one press', () => {
  it('are one tile', () => {
    expect(shown([other('n'), tile('a'), tile('b'), tile('c'), other('o')])).toEqual(['job_n', 'job_a+job_b+job_c', 'job_o']);
  });

  it('stand side by side when their stack is open', () => {
    expect(shown([tile('a'), tile('b')], [key])).toEqual(['job_a', 'job_b']);
  });

  it('are one stack also when something stands between them', () => {
    expect(shown([tile('a'), other('n'), tile('b')])).toEqual(['job_a+job_b', 'job_n']);
  });

  it('with other words are another stack', () => {
    const dusk = { prompt: 'a boat at dusk' };
    expect(shown([tile('a'), tile('b'), tile('c', 'ready', dusk), tile('d', 'ready', dusk)])).toEqual(['job_a+job_b', 'job_c+job_d']);
  });

  it.each(['unconfirmed', 'failed', 'expired', 'held'] as const)('do not hide one that is %s', (state) => {
    expect(shown([tile('a'), tile('b', state), tile('c')])).toEqual(['job_a+job_c', 'job_b']);
  });

  it('do not hide one whose file is missing', () => {
    expect(shown([tile('a'), tile('b', 'ready', { video: null }), tile('c')])).toEqual(['job_a+job_c', 'job_b']);
  });

  it('are no stack in the trash, where each is restored or deleted by itself', () => {
    expect(shown([tile('a', 'ready', { trashed_at: 1 }), tile('b', 'ready', { trashed_at: 1 })])).toEqual(['job_a', 'job_b']);
  });

  it('of which only one is left are no stack', () => {
    const [unit] = pile([tile('a')], new Set());
    expect([unit?.stack, unit && isClosed(unit)]).toEqual([null, false]);
  });

  it('tell how many of them are still in the making', () => {
    expect(pile([tile('a'), tile('b', 'running'), tile('c', 'draft')], new Set())[0]?.stack?.live).toBe(2);
  });
});

describe('the take that stands for a stack', () => {
  const face = (...jobs: JobView[]) => pile(jobs, new Set())[0]?.id;

  it('is the first clip', () => {
    expect(face(tile('a', 'running'), tile('b'), tile('c'))).toBe('job_b');
  });

  it('is the favourite', () => {
    expect(face(tile('a', 'ready', { rating: 5 }), tile('b', 'ready', { favourite: true }))).toBe('job_b');
  });

  it('is the one with the best rating among equals', () => {
    expect(face(tile('a', 'ready', { rating: 2 }), tile('b', 'ready', { rating: 4 }))).toBe('job_b');
  });

  it('is the one that is nearest to a clip while there is none', () => {
    expect(face(tile('a', 'queued'), tile('b', 'downloading'), tile('c', 'running'))).toBe('job_b');
  });

  it('changes without making another tile of it', () => {
    const keys = [pile([tile('a', 'running'), tile('b')], new Set()), pile([tile('a'), tile('b')], new Set())].map(([unit]) => unit?.key);
    expect(keys[0]).toBe(keys[1]);
  });
});

describe('the others of a picked take', () => {
  it('are all that its stack has', () => {
    const [, second] = pile([tile('a'), tile('b'), tile('c', 'running'), other('n')], new Set([key]));
    expect(second && othersOf(second)).toEqual(['job_a', 'job_c']);
  });
});

describe('the tray of an open stack', () => {
  const units = pile([other('n'), tile('a'), tile('b'), tile('c'), other('o')], new Set([key]));
  const unitOf = (id: string) => units.find((unit) => unit.takes.includes(id));
  const row = (...ids: string[]) => ids.map((id, index) => ({ id: `job_${id}`, x: index * 110, width: 100 }));

  it('reaches from its first take in a row to its last', () => {
    expect(traysOf(row('n', 'a', 'b', 'c', 'o'), unitOf)).toEqual([{ key, x: 110, width: 320, begins: true, ends: true }]);
  });

  it('goes on in the next row', () => {
    expect([row('n', 'a', 'b'), row('c', 'o')].map((tiles) => traysOf(tiles, unitOf).map(({ begins, ends }) => [begins, ends]))).toEqual([[[true, false]], [[false, true]]]);
  });
});
