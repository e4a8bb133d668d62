/** The half of the fake engine that is about what people think of takes, and about the trash. */
import type { Backend } from '../backend';
import type { ErrorCode, JobView, Label, Mark } from '../generated/contract';

interface World {
  jobs(): readonly JobView[];
  find(id: string): JobView;
  change(id: string, change: Partial<JobView>): JobView;
  /** Tells the window that they are gone from the wall. */
  gone(ids: string[]): void;
  drop(ids: string[]): void;
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
}

type Marks = Pick<Backend, 'mark' | 'trash' | 'restoreTrashed' | 'removeTrashed' | 'listTags' | 'listCollections' | 'renameCollection' | 'deleteCollection'>;

const DAYS_30 = 30 * 24 * 60 * 60_000;
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function named(names: readonly string[], name: string, on: boolean): string[] {
  const others = names.filter((other) => !same(other, name));
  return on ? [...others, names.find((other) => same(other, name)) ?? name].sort((a, b) => a.localeCompare(b)) : others;
}

/** What a mark makes of a job. */
export function marked(job: JobView, mark: Mark): Partial<JobView> {
  switch (mark.kind) {
    case 'favourite':
      return { favourite: mark.on };
    case 'rating':
      return { rating: mark.stars };
    case 'tag':
      return { tags: named(job.tags, mark.name, mark.on) };
    case 'collection':
      return { collections: named(job.collections, mark.name, mark.on) };
  }
}

export function fakeMarks(world: World): Marks {
  function labels(of: (job: JobView) => readonly string[]): Label[] {
    const found = new Map<string, number>();
    for (const job of world.jobs()) for (const name of of(job)) found.set(name, (found.get(name) ?? 0) + (job.trashed_at === null ? 1 : 0));
    return [...found].map(([name, takes]) => ({ name, takes }));
  }

  const collections = () => labels((job) => job.collections).sort((a, b) => a.name.localeCompare(b.name));
  const inside = (name: string) => world.jobs().filter((job) => job.collections.some((other) => same(other, name)));

  return {
    mark: async (ids, mark) => {
      const known = world.jobs().filter((job) => ids.includes(job.id));
      const spelled = 'name' in mark ? { ...mark, name: mark.name.trim() } : mark;
      if ('name' in spelled && spelled.name === '') world.fail('invalid_value', null, { field: mark.kind });
      return known.map((job) => world.change(job.id, marked(job, spelled)));
    },
    trash: async (ids) => {
      const going = world.jobs().filter((job) => ids.includes(job.id) && job.trashed_at === null && job.verbs.includes('remove'));
      const at = Date.now();
      for (const { id } of going) world.change(id, { trashed_at: at, trashed_until: at + DAYS_30 });
      world.gone(going.map(({ id }) => id));
      return going.map(({ id }) => id);
    },
    restoreTrashed: async (ids) => {
      const back = world.jobs().filter((job) => ids.includes(job.id) && job.trashed_at !== null);
      return back.map(({ id }) => world.change(id, { trashed_at: null, trashed_until: null }));
    },
    removeTrashed: async (ids) => {
      const going = world.jobs().filter((job) => job.trashed_at !== null && (ids === null || ids.includes(job.id)));
      world.drop(going.map(({ id }) => id));
      return going.map(({ id }) => id);
    },
    listTags: async () => labels((job) => (job.trashed_at === null ? job.tags : [])).sort((a, b) => b.takes - a.takes),
    listCollections: async () => collections(),
    renameCollection: async (name, to) => {
      if (!same(name, to) && inside(to).length > 0) world.fail('name_taken', null, { name: to });
      for (const job of inside(name)) world.change(job.id, { collections: named(named(job.collections, name, false), to, true) });
      return collections();
    },
    deleteCollection: async (name) => {
      const were = inside(name);
      for (const job of were) world.change(job.id, { collections: named(job.collections, name, false) });
      return were.map(({ id }) => id);
    },
  };
}
