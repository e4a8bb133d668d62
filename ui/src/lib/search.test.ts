import { beforeEach, describe, expect, it } from 'vitest';
import type { Backend } from './backend';
import { read } from './fake/search';
import type { Completion, SavedSearch, SearchPiece } from './generated/contract';
import { Jobs } from './jobs.svelte';
import { Search } from './search.svelte';

let asked: string[];
let search: Search;
let jobs: Jobs;
/** Readings that the test has not answered yet; null: all are answered at once. */
let held: (() => void)[] | null;

beforeEach(() => {
  asked = [];
  held = null;
  const backend = {
    wall: async (query: { search: string }) => {
      asked.push(query.search);
      return { jobs: [], next: null, days: [] };
    },
    readSearch: (line: string) =>
      new Promise<SearchPiece[]>((resolve) => {
        if (held === null) resolve(read(line));
        else held.push(() => resolve(read(line)));
      }),
    completeSearch: async (typed: string): Promise<Completion[]> => [{ text: `${typed}ora`, token: 'model', count: 1 }],
    saveSearch: async (saved: SavedSearch) => [{ ...saved, id: 'one' }],
  } as unknown as Backend;
  jobs = new Jobs(backend);
  search = new Search(backend, jobs);
});

describe('the search field', () => {
  it('makes a chip of a token once something follows it', async () => {
    search.compose('model:sora ');
    await search.look(false);
    expect([search.chips, search.draft, asked]).toEqual([['model:sora'], '', ['model:sora']]);
  });

  it('leaves a token that is still typed in the line, and searches for it', async () => {
    search.compose('boat model:s');
    await search.look(false);
    expect([search.chips, search.draft, asked]).toEqual([[], 'boat model:s', ['boat model:s']]);
  });

  it('waits with a token that has no value yet', async () => {
    search.compose('boat model:');
    await search.look(false);
    expect([asked, search.notes]).toEqual([['boat'], []]);
  });

  it('says what was not understood once the line is done', async () => {
    search.compose('mood:dark');
    await search.look(true);
    expect(search.notes.map(({ typed }) => typed)).toEqual(['mood:dark']);
  });

  it('drops an answer to a line that was typed on', async () => {
    held = [];
    search.compose('model:sora ');
    const old = search.look(false);
    search.compose('model:sora 2');
    held[0]?.();
    await old;
    expect([search.chips, search.draft]).toEqual([[], 'model:sora 2']);
  });

  it('takes an offer in place of what was typed', async () => {
    search.compose('boat model:s');
    await search.take({ text: 'model:sora', token: 'model', count: 1 });
    expect([search.chips, search.draft, asked.at(-1)]).toEqual([['model:sora'], 'boat', 'model:sora boat']);
  });

  it('keeps the line with the order of the wall', async () => {
    jobs.order = { by: 'cost', up: true };
    await search.use('is:favourite boat');
    await search.save('Mine');
    expect(search.saved[0]).toEqual({ id: 'one', name: 'Mine', text: 'is:favourite boat', order: { by: 'cost', up: true } });
  });

  it('shows a kept search in its own order over everything', async () => {
    await jobs.show('favourites');
    await search.useSaved({ id: 'a', name: 'A', text: 'is:rated', order: { by: 'rating', up: false } });
    expect([search.chips, jobs.filter, jobs.order.by, asked.at(-1)]).toEqual([['is:rated'], 'everything', 'rating', 'is:rated']);
  });
});
