/**
 * The tiles of the wall: pages from the engine, kept true by its events. It knows nothing of what a tile looks like and
 * nothing of the form that makes jobs.
 */
import { SvelteMap } from 'svelte/reactivity';
import { asError, type Backend, type JobId } from './backend';
import { dayKey } from './format';
import type { AppEvent, Counts, ErrorView, JobView, State, Totals, WallFilter, WallOrder, WallPage } from './generated/contract';
import { compare, NEWEST, sameOrder } from './order';

const PAGE = 120;
/** Events that come this close to each other are one question. */
const ASK_MS = 120;

const LIVE: Readonly<Record<State, boolean>> = {
  draft: true,
  submitting: true,
  unconfirmed: false,
  queued: true,
  running: true,
  completed: true,
  downloading: true,
  ready: false,
  failed: false,
  cancelled: false,
  expired: false,
  held: false,
};

/** Whether the engine still works on it. */
export function isLive(state: State): boolean {
  return LIVE[state];
}

/** Whether it waits for a decision: the chip "Needs you". */
export function needsYou(state: State): boolean {
  return state === 'unconfirmed' || state === 'failed' || state === 'expired' || state === 'held';
}

const NO_COUNTS: Counts = { everything: 0, in_progress: 0, needs_you: 0, favourites: 0, rendering: 0, downloading: 0 };

export class Jobs {
  /** Every job seen, also those that the present filter hides. */
  readonly byId = new SvelteMap<JobId, JobView>();
  /** The wall as filtered, in its order. */
  ids = $state.raw<readonly JobId[]>([]);
  counts = $state.raw<Counts>(NO_COUNTS);
  /** Takes of each day that match the query, also those on pages not yet loaded. */
  days = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** What was spent on each of them. */
  spent = $state.raw<ReadonlyMap<string, Totals>>(new Map());
  filter = $state<WallFilter>('everything');
  search = $state('');
  order = $state.raw<WallOrder>(NEWEST);
  loading = $state(false);
  /** The first page is here. */
  loaded = $state(false);
  trouble = $state.raw<ErrorView | null>(null);

  #next = $state<string | null>(null);
  /** Counts queries, so that a late answer to an old one is dropped. */
  #query = 0;
  /** Counts events; a page that was asked for before an event must not undo it. */
  #events = 0;
  readonly #touched = new Map<JobId, number>();
  /** Jobs of which only the engine can say whether a search finds them. */
  readonly #doubtful = new Set<JobId>();
  #asking: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Backend) {}

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Asks for the wall anew: after a change of filter or search, and at start. */
  async reload(): Promise<void> {
    this.#query += 1;
    this.#next = null;
    await this.#page(null);
  }

  async more(): Promise<void> {
    if (this.loading || this.#next === null) return;
    await this.#page(this.#next);
  }

  async show(filter: WallFilter, search = this.search, order = this.order): Promise<void> {
    if (filter === this.filter && search === this.search && sameOrder(order, this.order)) return;
    this.filter = filter;
    this.search = search;
    this.order = order;
    await this.reload();
  }

  /** Takes in tiles that a command returned; the same as their event. */
  take(jobs: readonly JobView[]): void {
    this.#events += 1;
    for (const job of jobs) this.#put(job);
  }

  apply(event: AppEvent): void {
    switch (event.type) {
      case 'jobs':
        this.counts = event.counts;
        this.take(event.jobs);
        break;
      case 'removed':
        this.#events += 1;
        this.counts = event.counts;
        this.#drop(event.ids);
        break;
      case 'transfer': {
        const job = this.byId.get(event.id);
        if (job) this.byId.set(event.id, { ...job, transfer: event.transfer });
        break;
      }
      case 'servers':
      case 'staged':
      case 'drag_over':
      case 'notice':
        break;
    }
  }

  /** The takes of one press of Create that we know of, in order. */
  batch(of: JobView): JobView[] {
    if (of.takes < 2) return [of];
    return [...this.byId.values()].filter((job) => job.batch === of.batch).sort((a, b) => a.take - b.take);
  }

  async #page(cursor: string | null): Promise<void> {
    const query = this.#query;
    const asked = this.#events;
    this.loading = true;
    try {
      const page = await this.backend.wall({ filter: this.filter, search: this.search, order: this.order, cursor, limit: PAGE });
      if (query === this.#query) this.#takePage(page, cursor === null, asked);
    } catch (thrown) {
      if (query === this.#query) this.trouble = asError(thrown);
    } finally {
      if (query === this.#query) this.loading = false;
    }
  }

  #takePage(page: WallPage, first: boolean, asked: number): void {
    this.trouble = null;
    this.#next = page.next;
    const fresh = page.jobs.filter((job) => (this.#touched.get(job.id) ?? -1) <= asked);
    for (const job of fresh) this.byId.set(job.id, job);
    const overtaken = first ? this.#overtaken(page, asked) : [];
    const known = new Set(first ? overtaken : this.ids);
    const added = page.jobs.map((job) => job.id).filter((id) => !known.has(id) && this.#matches(this.byId.get(id)));
    this.ids = this.#takesInOrder([...(first ? overtaken : this.ids), ...added]);
    const days = new Map(first ? [] : this.days);
    for (const { day, takes } of page.days) days.set(day, takes);
    this.days = days;
    this.spent = new Map([...(first ? [] : this.spent), ...page.days.map(({ day, spent }) => [day, spent] as const)]);
    this.loaded = true;
  }

  /** The engine gives the newest first, so the last take of a press comes first; people count the other way. */
  #takesInOrder(ids: readonly JobId[]): readonly JobId[] {
    if (!sameOrder(this.order, NEWEST)) return ids;
    const place = (id: JobId): number => this.byId.get(id)?.take ?? 0;
    const ordered: JobId[] = [];
    for (let from = 0; from < ids.length;) {
      const batch = this.byId.get(ids[from] ?? '')?.batch;
      let to = from + 1;
      while (to < ids.length && this.byId.get(ids[to] ?? '')?.batch === batch) to += 1;
      ordered.push(...ids.slice(from, to).sort((a, b) => place(a) - place(b)));
      from = to;
    }
    return ordered;
  }

  /** Jobs that an event brought while the first page was on its way and that the page does not have. */
  #overtaken(page: WallPage, asked: number): JobId[] {
    const inPage = new Set(page.jobs.map((job) => job.id));
    if (this.search !== '') return [];
    return this.ids.filter((id) => (this.#touched.get(id) ?? -1) > asked && !inPage.has(id) && this.#matches(this.byId.get(id)));
  }

  #put(job: JobView): void {
    this.#touched.set(job.id, this.#events);
    const known = this.ids.includes(job.id);
    this.byId.set(job.id, job);
    const fits = this.#matches(job);
    if (known && !fits) this.#leave(job);
    if (this.search !== '') this.#askAbout(job.id);
    else if (!known && fits) this.#enter(job);
  }

  /** What a search finds the engine knows; several events in a row are one question. */
  #askAbout(id: JobId): void {
    this.#doubtful.add(id);
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => void this.#settle(), ASK_MS);
  }

  async #settle(): Promise<void> {
    const query = this.#query;
    const ids = [...this.#doubtful];
    this.#doubtful.clear();
    if (this.search === '' || ids.length === 0) return;
    try {
      const shown = new Set(await this.backend.shownJobs(this.filter, this.search, ids));
      if (query === this.#query) for (const id of ids) this.#place(id, shown.has(id));
    } catch (thrown) {
      // The tiles stay as they are; the next search is true again.
      void this.backend.log('warn', `search: ${asError(thrown).code}`).catch(() => undefined);
    }
  }

  #place(id: JobId, shown: boolean): void {
    const job = this.byId.get(id);
    if (!job) return;
    const known = this.ids.includes(id);
    if (known && !shown) this.#leave(job);
    if (!known && shown) this.#enter(job);
  }

  #enter(job: JobView): void {
    const at = this.ids.findIndex((id) => {
      const other = this.byId.get(id);
      if (!other) return false;
      if (sameOrder(this.order, NEWEST) && other.created_at === job.created_at) return other.batch === job.batch && other.take > job.take;
      return compare(job, other, this.order) < 0;
    });
    // Behind everything loaded: its page will bring it.
    if (at < 0 && this.hasMore) return;
    this.ids = at < 0 ? [...this.ids, job.id] : [...this.ids.slice(0, at), job.id, ...this.ids.slice(at)];
    this.#count(job, 1);
  }

  #leave(job: JobView): void {
    this.ids = this.ids.filter((id) => id !== job.id);
    this.#count(job, -1);
  }

  #drop(ids: readonly JobId[]): void {
    for (const id of ids) {
      const job = this.byId.get(id);
      if (job && this.ids.includes(id)) this.#leave(job);
      this.byId.delete(id);
      this.#touched.delete(id);
    }
  }

  #count(job: JobView, by: number): void {
    const day = dayKey(job.created_at);
    const days = new Map(this.days);
    days.set(day, Math.max(0, (days.get(day) ?? 0) + by));
    this.days = days;
  }

  /** Whether the chip shows it. What a search finds the engine says. */
  #matches(job: JobView | undefined): boolean {
    if (!job) return false;
    if (job.trashed_at !== null && this.search === '') return false;
    return inFilter(job, this.filter);
  }
}

function inFilter(job: JobView, filter: WallFilter): boolean {
  switch (filter) {
    case 'everything':
      return true;
    case 'in_progress':
      return isLive(job.state);
    case 'needs_you':
      return needsYou(job.state);
    case 'favourites':
      return job.favourite;
  }
}
