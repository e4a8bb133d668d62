import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from './backend';
import { job } from './fake/fixtures';
import { dayKey } from './format';
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

  it('does not bring back what was removed while a page was on its way', async () => {
    await load(tile('a', 'ready', 5), tile('b', 'ready', 6));
    const done = jobs.reload();
    jobs.apply({ type: 'removed', ids: ['job_a'], counts });
    await desk.answer([tile('a', 'ready', 5), tile('b', 'ready', 6)]);
    await done;
    expect(jobs.ids).toEqual(['job_b']);
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

  describe('that is long', () => {
    const DAY = 86_400_000;
    const PER_DAY = 40;
    const PAGES = 20;
    const dayOf = (age: number) => tile('x', 'ready', age * DAY).created_at;
    /** Each page is three days of forty takes. */
    const pageOf = (page: number) => [0, 1, 2].flatMap((day) => Array.from({ length: PER_DAY }, (_, take) => tile(`${page * 3 + day}_${take}`, 'ready', (page * 3 + day) * DAY + take)));
    const named = (day: number) => dayKey(dayOf(day));

    beforeEach(async () => {
      desk.days = Array.from({ length: PAGES * 3 }, (_, day) => ({ day: named(day), takes: PER_DAY, breadth: PER_DAY, cursor: `day-${day}` }));
      const done = jobs.reload();
      await desk.answer(pageOf(0), 'page-1');
      await done;
      for (let page = 1; page < PAGES; page += 1) {
        const more = jobs.more();
        await desk.answer(pageOf(page), page + 1 < PAGES ? `page-${page + 1}` : null);
        await more;
      }
    });

    it('keeps its top and what is around the view', () => {
      jobs.letGo(new Set([named(30)]), new Set());
      expect([jobs.ids.length < 1200, jobs.ids[0], jobs.ids.includes('job_30_0'), jobs.ids.includes('job_12_0')]).toEqual([true, 'job_0_0', true, false]);
    });

    it('forgets the jobs that it let go', () => {
      jobs.letGo(new Set([named(30)]), new Set());
      expect(jobs.byId.has('job_12_0')).toBe(false);
    });

    it('knows what is missing of a day that it let go', () => {
      jobs.letGo(new Set([named(30)]), new Set());
      expect([jobs.missingOf(named(12)), jobs.missingOf(named(30))]).toEqual([PER_DAY, 0]);
    });

    it('brings a day again from where it begins', async () => {
      jobs.letGo(new Set([named(30)]), new Set());
      const reached = jobs.reach(named(12));
      await desk.answer(pageOf(4), 'page-5');
      await reached;
      expect([desk.queries.at(-1)?.cursor, jobs.missingOf(named(12)), jobs.ids.indexOf('job_12_0') < jobs.ids.indexOf('job_30_0')]).toEqual(['day-12', 0, true]);
    });

    it('brings the whole of a day that has more than a page, also behind a page that is on its way', async () => {
      jobs.letGo(new Set([named(30)]), new Set());
      const other = jobs.reach(named(18));
      const whole = jobs.whole(named(12));
      await desk.answer(pageOf(6), 'page-7');
      await other;
      await vi.waitFor(() => expect(desk.queries.at(-1)?.cursor).toBe('day-12'));
      await desk.answer(pageOf(4).slice(0, 10), 'in-day-12');
      await vi.waitFor(() => expect(desk.queries.at(-1)?.cursor).toBe('in-day-12'));
      await desk.answer(pageOf(4).slice(10), 'page-5');
      await whole;
      expect(jobs.missingOf(named(12))).toBe(0);
    });

    it('keeps the days of what is selected', () => {
      jobs.letGo(new Set([named(30)]), new Set(['job_12_7']));
      expect([jobs.ids.includes('job_12_7'), jobs.ids.includes('job_17_0')]).toEqual([true, false]);
    });

    it('keeps a day in which something came, because nobody knows where it begins now', () => {
      jobs.apply({ type: 'jobs', jobs: [tile('n', 'ready', 12 * DAY + 5)], counts });
      jobs.letGo(new Set([named(30)]), new Set());
      expect(jobs.ids.includes('job_n')).toBe(true);
    });

    it('is not looked through again before more is loaded where everything is held', () => {
      jobs.letGo(new Set([named(30)]), new Set(jobs.ids));
      expect([jobs.ids.length, jobs.crowded]).toEqual([PAGES * 3 * PER_DAY, false]);
    });

    it('goes on behind the last clip that is loaded', async () => {
      jobs.letGo(new Set([named(30)]), new Set());
      const last = jobs.around('job_30_0').at(-1) ?? '';
      const on = jobs.goOn(last);
      await desk.answer(pageOf(14), 'page-15');
      await on;
      expect(jobs.around('job_30_0').indexOf('job_42_0')).toBe(jobs.around('job_30_0').indexOf(last) + 1);
    });

    it('goes back to the day before the first clip that is loaded', async () => {
      jobs.letGo(new Set([named(30)]), new Set());
      const first = jobs.around('job_30_0')[0] ?? '';
      const on = jobs.goOn(first);
      await desk.answer([], null);
      await on;
      expect([first, desk.queries.at(-1)?.cursor]).toEqual(['job_20_0', 'day-19']);
    });
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
