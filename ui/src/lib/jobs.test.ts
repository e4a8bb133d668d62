import { beforeEach, describe, expect, it } from 'vitest';
import type { Backend } from './backend';
import { job } from './fake/fixtures';
import { Jobs } from './jobs.svelte';
import type { Counts, JobView, State, WallDay, WallPage, WallQuery } from './generated/contract';

const counts: Counts = { everything: 1, in_progress: 0, needs_you: 0, favourites: 0, rendering: 0, downloading: 0 };

function tile(id: string, state: State, age: number, more: Partial<JobView> = {}): JobView {
  return job(id, { prompt: `prompt ${id}`, model: 'm', server: 'demo', state, age, more }, 1_800_000_000_000, new Map());
}

/** A wall whose answers the test gives when it wants to. */
class Desk {
  readonly queries: WallQuery[] = [];
  readonly #open: ((page: WallPage) => void)[] = [];
  readonly backend = {
    wall: (query: WallQuery) =>
      new Promise<WallPage>((resolve) => {
        this.queries.push(query);
        this.#open.push(resolve);
      }),
    wallDays: () => Promise.resolve(this.days),
  } as unknown as Backend;
  /** Every day of the wall, where a page is not all of it. */
  days: WallDay[] = [];

  async answer(jobs: JobView[], next: string | null = null, at = 0): Promise<void> {
    this.#open.splice(at, 1)[0]?.({ jobs, next, days: [] });
    await Promise.resolve();
    await Promise.resolve();
  }
}

let desk: Desk;
let jobs: Jobs;

beforeEach(() => {
  desk = new Desk();
  jobs = new Jobs(desk.backend);
});

async function load(...first: JobView[]): Promise<void> {
  const done = jobs.reload();
  await desk.answer(first);
  await done;
}

describe('the wall', () => {
  it('shows a page in the order of the engine', async () => {
    await load(tile('b', 'ready', 1), tile('a', 'ready', 2));
    expect(jobs.ids).toEqual(['job_b', 'job_a']);
  });

  it('puts a new job first', async () => {
    await load(tile('a', 'ready', 10));
    jobs.apply({ type: 'jobs', jobs: [tile('n', 'draft', 0)], counts });
    expect(jobs.ids).toEqual(['job_n', 'job_a']);
  });

  it('keeps the takes of one press in order', async () => {
    await load(tile('a', 'ready', 10));
    const takes = [1, 2, 3].map((take) => tile(`t${take}`, 'draft', 0, { batch: 'bat_x', take, takes: 3 }));
    jobs.apply({ type: 'jobs', jobs: takes, counts });
    expect(jobs.ids).toEqual(['job_t1', 'job_t2', 'job_t3', 'job_a']);
  });

  it('counts the takes of a loaded batch upwards, also over the end of a page', async () => {
    const take = (n: number) => tile(`t${n}`, 'ready', 5, { batch: 'bat_x', take: n, takes: 4 });
    const done = jobs.reload();
    await desk.answer([take(4), take(3)], 'after-3');
    await done;
    const more = jobs.more();
    await desk.answer([take(2), take(1), tile('a', 'ready', 9)]);
    await more;
    expect(jobs.ids).toEqual(['job_t1', 'job_t2', 'job_t3', 'job_t4', 'job_a']);
  });

  it('turns a live tile into its clip in the same place', async () => {
    await load(tile('b', 'running', 1), tile('a', 'ready', 2));
    jobs.apply({ type: 'jobs', jobs: [tile('b', 'ready', 1)], counts });
    expect([jobs.ids[0], jobs.byId.get('job_b')?.state]).toEqual(['job_b', 'ready']);
  });

  it('lets a job go that no longer fits the filter', async () => {
    const shown = jobs.show('in_progress');
    await desk.answer([tile('b', 'running', 1)]);
    await shown;
    jobs.apply({ type: 'jobs', jobs: [tile('b', 'ready', 1)], counts });
    expect(jobs.ids).toEqual([]);
  });

  it('takes a removed job away', async () => {
    await load(tile('a', 'ready', 1));
    jobs.apply({ type: 'removed', ids: ['job_a'], counts });
    expect([jobs.ids.length, jobs.byId.has('job_a')]).toEqual([0, false]);
  });

  it('does not let an old page undo a newer event', async () => {
    const done = jobs.reload();
    jobs.apply({ type: 'jobs', jobs: [tile('a', 'ready', 1)], counts });
    await desk.answer([tile('a', 'running', 1)]);
    await done;
    expect(jobs.byId.get('job_a')?.state).toBe('ready');
  });

  it('keeps a job that an event brought while the first page was on its way', async () => {
    const done = jobs.reload();
    jobs.apply({ type: 'jobs', jobs: [tile('n', 'draft', 0)], counts });
    await desk.answer([tile('a', 'ready', 5)]);
    await done;
    expect(jobs.ids).toEqual(['job_n', 'job_a']);
  });

  it('drops the answer to a search that was overtaken by another', async () => {
    const first = jobs.show('everything', 'prompt a');
    const second = jobs.show('everything', 'prompt b');
    await desk.answer([tile('b', 'ready', 1)], null, 1);
    await desk.answer([tile('a', 'ready', 1)], null, 0);
    await Promise.all([first, second]);
    expect(jobs.ids).toEqual(['job_b']);
  });

  it('asks for the next page where the last one ended', async () => {
    const done = jobs.reload();
    await desk.answer([tile('b', 'ready', 1)], 'after-b');
    await done;
    const more = jobs.more();
    await desk.answer([tile('a', 'ready', 2)]);
    await more;
    expect([desk.queries[1]?.cursor, jobs.ids, jobs.hasMore]).toEqual(['after-b', ['job_b', 'job_a'], false]);
  });

  it('leaves a job that is older than everything loaded to its page', async () => {
    const done = jobs.reload();
    await desk.answer([tile('b', 'ready', 1)], 'after-b');
    await done;
    jobs.apply({ type: 'jobs', jobs: [tile('z', 'failed', 900)], counts });
    expect(jobs.ids).toEqual(['job_b']);
  });

  it('moves only the bytes when bytes arrive', async () => {
    await load(tile('a', 'downloading', 1));
    jobs.apply({ type: 'transfer', id: 'job_a', transfer: { received: 5, total: 10 } });
    expect(jobs.byId.get('job_a')?.transfer).toEqual({ received: 5, total: 10 });
  });

  it('says so when the engine cannot answer', async () => {
    const broken = new Jobs({ wall: () => Promise.reject({ code: 'library_unavailable', message: null, http_status: null, params: {} }) } as unknown as Backend);
    await broken.reload();
    expect(broken.trouble?.code).toBe('library_unavailable');
  });
});
