import { describe, expect, it } from 'vitest';
import { begun, inserted, joined, parted, without, type Run } from './runs';

const run = (ids: string, next: string | null = null): Run => ({ ids: [...ids], next });
const shown = (runs: readonly Run[]) => runs.map(({ ids, next }) => `${ids.join('')}${next === null ? '' : `>${next}`}`);

describe('runs of loaded tiles', () => {
  it('go on where their page ended', () => {
    expect(shown(joined([run('ab', '1')], 0, run('cd', '2')))).toEqual(['abcd>2']);
  });

  it('begin anywhere on the wall', () => {
    expect(shown(begun([run('ab', '1'), run('yz')], 1, run('mn', '5')))).toEqual(['ab>1', 'mn>5', 'yz']);
  });

  it('become one where they meet, and end as the later one does', () => {
    expect(shown(joined([run('ab', '1'), run('ef', '9')], 0, run('cde', '2')))).toEqual(['abcdef>9']);
  });

  it('become one also where the page reaches beyond the other', () => {
    expect(shown(joined([run('ab', '1'), run('d', '4')], 0, run('cdef', '2')))).toEqual(['abcdef>2']);
  });

  it('become one also where the page is the end of the wall', () => {
    expect(shown(joined([run('ab', '1'), run('d', '4')], 0, run('cdef', null)))).toEqual(['abcdef']);
  });

  it('become one over several that the page covers', () => {
    expect(shown(joined([run('ab', '1'), run('d', '4'), run('f', '6')], 0, run('cdef', '2')))).toEqual(['abcdef>6']);
  });

  it('that meet without an overlap are one once the page between them is empty', () => {
    expect(shown(joined([run('ab', '1'), run('cd', '4')], 0, run('', null)))).toEqual(['abcd>4']);
  });

  it('stay apart while something between them is not loaded', () => {
    expect(shown(joined([run('ab', '1'), run('yz')], 0, run('cd', '2')))).toEqual(['abcd>2', 'yz']);
  });

  it('go when nothing is left of them, but for the top of the wall', () => {
    expect(shown(without([run('a', '1'), run('m', '5'), run('z')], (id) => 'am'.includes(id)))).toEqual(['>1', 'z']);
  });

  it('take a new tile in at its place', () => {
    expect(shown(inserted([run('ac', '1'), run('yz')], 'b', 1, false))).toEqual(['abc>1', 'yz']);
  });

  it('take a new tile in before their first one when it belongs to them', () => {
    expect([shown(inserted([run('ab', '1'), run('yz')], 'x', 2, true)), shown(inserted([run('ab'), run('yz')], 'c', 2, false))]).toEqual([['ab>1', 'xyz'], ['abc', 'yz']]);
  });

  const kept = (ids: string, ends: Record<string, string> = {}) => parted([run('abcdefgh', '9')], (id) => ids.includes(id), (id) => ends[id]);

  it('fall into the parts that are kept, each up to where a page ended', () => {
    expect(shown(kept('abgh', { b: '1', d: '2' }))).toEqual(['ab>1', 'gh>9']);
  });

  it('keep what is between a part and the next end of a page', () => {
    expect(shown(kept('abgh', { d: '2' }))).toEqual(['abcd>2', 'gh>9']);
  });

  it('stay whole where no page ended before the next part', () => {
    expect(shown(kept('abgh'))).toEqual(['abcdefgh>9']);
  });

  it('are gone when nothing of them is kept', () => {
    expect(shown(kept(''))).toEqual([]);
  });
});
