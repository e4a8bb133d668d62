/**
 * The tiles of the wall: pages from the engine, kept true by its events. It knows nothing of what a tile looks like and
 * nothing of the form that makes jobs.
 */
import { SvelteMap } from 'svelte/reactivity';
import { asError, type Backend, type JobId } from './backend';
import { dayKey } from './format';
import type { AppEvent, Counts, ErrorView, JobView, Totals, WallDay, WallFilter, WallOrder, WallPage } from './generated/contract';
import { compare, NEWEST, sameOrder } from './order';
import { begun, inserted, joined, parted, without, type Run } from './runs';
import { inFilter, isLive } from './states';

const PAGE = 120;
/** Events that come this close to each other are one question. */
const ASK_MS = 120;
/** Before a page that could not be read is asked for again, and before the days are counted anew. */
const RETRY_MS = 1000;
/** Tiles that are loaded before some are let go, and how many stay on each side of what is seen. */
const MOST = 1600;
const AROUND = 400;
/** So near to the end of what is loaded, somebody who goes from clip to clip gets the next page. */
const NEAR = 12;

const NO_RUN: Run = { ids: [], next: null };
const NO_COUNTS: Counts = { everything: 0, in_progress: 0, needs_you: 0, favourites: 0, rendering: 0, downloading: 0 };

export class Jobs {
  /** Every job seen, also those that the present filter hides. */
  readonly byId = new SvelteMap<JobId, JobView>();
  /** What is loaded of the wall as filtered. */
  #runs = $state.raw<readonly Run[]>([NO_RUN]);
  /** All of that, in the order of the wall. */
  readonly ids: readonly JobId[] = $derived(this.#runs.flatMap((run) => run.ids));
  /** Every day of a wall that is longer than what is loaded, in its order; `null` while that is not known or needed. */
  shape = $state.raw<readonly WallDay[] | null>(null);
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

  /** Counts queries, so that a late answer to an old one is dropped. */
  #query = 0;
  /** Counts events; a page that was asked for before an event must not undo it. */
  #events = 0;
  readonly #touched = new Map<JobId, number>();
  /** Jobs of which only the engine can say whether a search finds them. */
  readonly #doubtful = new Set<JobId>();
  #asking: ReturnType<typeof setTimeout> | undefined;
  /** How the wall goes on behind the last tile of a page. */
  readonly #ends = new Map<JobId, string>();
  /** Days in which jobs came since the days were counted: nobody knows where they begin now. */
  readonly #grown = new Set<string>();
  /** The page that is on its way. */
  #coming = Promise.resolve();
  #counting: ReturnType<typeof setTimeout> | undefined;
  /** So many may be loaded before somebody looks again whether some can be let go. */
  #room = MOST;

  constructor(private readonly backend: Backend) {}

  get hasMore(): boolean {
    return this.#end.next !== null;
  }

  /** Asks for the wall anew: after a change of filter or search, and at start. */
  async reload(): Promise<void> {
    this.#query += 1;
    await this.#page(null);
  }

  async more(): Promise<void> {
    if (this.loading || this.#end.next === null) return;
    await this.#page(this.#end.next, this.#runs.length - 1);
  }

  /** How many takes of a day are not loaded. */
  missingOf(day: string): number {
    const all = this.days.get(day) ?? 0;
    const run = this.#runs[this.#runOf(day)];
    if (run === undefined) return all;
    return run.next !== null && this.#dayOf(run.ids.at(-1)) === day ? Math.max(0, all - this.#loadedOf(run, day)) : 0;
  }

  /** Loads what is missing of a day, or the next part of that. */
  async reach(day: string): Promise<void> {
    if (this.loading || this.missingOf(day) === 0) return;
    const at = this.#runOf(day);
    const run = this.#runs[at];
    if (run !== undefined) return this.#page(run.next, at);
    const cursor = this.shape?.find((one) => one.day === day)?.cursor;
    if (cursor === undefined) return;
    await this.#page(cursor);
    // A day on which nothing is left is none any more.
    if (this.trouble === null && this.#runOf(day) < 0) this.shape = (this.shape ?? []).filter((one) => one.day !== day);
  }

  /** Loads all that is missing of a day, behind a page that is on its way. */
  async whole(day: string): Promise<void> {
    let before = Infinity;
    for (let missing = this.missingOf(day); missing > 0 && this.trouble === null; missing = this.missingOf(day)) {
      if (missing === before && !this.loading) return;
      before = missing;
      await this.#coming;
      await this.reach(day);
    }
  }

  /** The clips around one, in order: as far as they are loaded without a gap. */
  around(id: JobId): readonly JobId[] {
    return this.#runs.find((run) => run.ids.includes(id))?.ids ?? [];
  }

  /** Loads what comes behind and before a job, where it stands at the end of what is loaded. */
  async goOn(id: JobId): Promise<void> {
    const at = this.#runs.findIndex((run) => run.ids.includes(id));
    const run = this.#runs[at];
    if (run === undefined || this.loading) return;
    const place = run.ids.indexOf(id);
    if (run.next !== null && run.ids.length - place <= NEAR) return this.#page(run.next, at);
    if (at === 0 || place >= NEAR || this.shape === null) return;
    const first = this.#dayOf(run.ids[0]);
    const before = this.shape[this.shape.findIndex(({ day }) => day === first) - 1];
    if (before !== undefined) await this.reach(before.day);
  }

  /** Whether there is something to let go: asked with every step of a scroll, so it costs nothing. */
  get crowded(): boolean {
    return this.shape !== null && this.ids.length > this.#room;
  }

  /**
   * Lets go of days that are far from those that are seen, so that a wall of any length takes the memory of a short one. Days of
   * `held` stay; so does the top, because what is new comes there. Of a wall without days nothing can be found again.
   */
  letGo(seen: ReadonlySet<string>, held: ReadonlySet<JobId>): void {
    if (!this.crowded) return;
    const dayOf = (id: JobId): string => this.#dayOf(id) ?? '';
    const inSight = (id: JobId) => seen.has(dayOf(id));
    const [first, last] = [this.ids.findIndex(inSight), this.ids.findLastIndex(inSight)];
    if (first < 0) return;
    const near = this.ids.slice(Math.max(0, first - AROUND), last + AROUND);
    const days = new Set([...near, ...held].map(dayOf).concat(...this.#grown));
    const top = new Set(this.ids.slice(0, PAGE));
    const runs = parted(this.#runs, (id) => top.has(id) || days.has(dayOf(id)), (id) => this.#ends.get(id));
    const kept = new Set(runs.flatMap((run) => run.ids));
    const gone = this.ids.filter((id) => !kept.has(id));
    this.#room = Math.max(MOST, kept.size + PAGE);
    if (gone.length === 0) return;
    this.#runs = runs;
    for (const id of gone) if (!isLive(this.byId.get(id)?.state ?? 'ready')) this.byId.delete(id);
  }

  get #end(): Run {
    return this.#runs.at(-1) ?? NO_RUN;
  }

  #dayOf(id: JobId | undefined): string | null {
    const job = id === undefined ? undefined : this.byId.get(id);
    return job === undefined ? null : dayKey(job.created_at);
  }

  /** The run that a day is in; -1: none. Days follow each other, so its ends tell. */
  #runOf(day: string): number {
    return this.#runs.findIndex(({ ids }) => {
      const [first, last] = [this.#dayOf(ids[0]), this.#dayOf(ids.at(-1))];
      if (first === null || last === null) return false;
      return this.order.up ? first <= day && day <= last : last <= day && day <= first;
    });
  }

  #loadedOf({ ids }: Run, day: string): number {
    const from = ids.findLastIndex((id) => this.#dayOf(id) !== day);
    return ids.length - from - 1;
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

  /** A page. `at`: the run that it goes on. */
  #page(cursor: string | null, at: number | null = null): Promise<void> {
    return (this.#coming = this.#fetch(cursor, at));
  }

  async #fetch(cursor: string | null, at: number | null): Promise<void> {
    const query = this.#query;
    const asked = this.#events;
    this.loading = true;
    try {
      const page = await this.backend.wall({ filter: this.filter, search: this.search, order: this.order, cursor, limit: PAGE });
      if (query !== this.#query) return;
      this.#takePage(page, cursor === null, asked, at);
      if (cursor === null && page.next !== null && this.order.by === 'date') void this.#measure(query);
    } catch (thrown) {
      if (query === this.#query) this.trouble = asError(thrown);
    }
    if (query !== this.#query) return;
    // What could not be read is not asked for again and again.
    if (this.trouble === null) this.loading = false;
    else setTimeout(() => (this.loading = query === this.#query ? false : this.loading), RETRY_MS);
  }

  /** How long the whole wall is. It can be used before that is known, and without it. */
  async #measure(query: number): Promise<void> {
    try {
      const shape = await this.backend.wallDays(this.filter, this.search, this.order);
      if (query !== this.#query || shape.length === 0) return;
      this.shape = shape;
      this.#grown.clear();
      this.days = new Map([...this.days, ...shape.map(({ day, takes }) => [day, takes] as const)]);
    } catch (thrown) {
      void this.backend.log('warn', `days: ${asError(thrown).code}`).catch(() => undefined);
    }
  }

  /** Days in which something came begin elsewhere, and what came where nothing is loaded may have been there before. */
  #measureSoon(day: string): void {
    if (this.shape === null) return;
    this.#grown.add(day);
    clearTimeout(this.#counting);
    this.#counting = setTimeout(() => void this.#measure(this.#query), RETRY_MS);
  }

  #takePage(page: WallPage, first: boolean, asked: number, at: number | null): void {
    this.trouble = null;
    const fresh = page.jobs.filter((job) => (this.#touched.get(job.id) ?? -1) <= asked);
    for (const job of fresh) this.byId.set(job.id, job);
    const overtaken = first ? this.#overtaken(page, asked) : [];
    const ids = page.jobs.map((job) => job.id).filter((id) => this.#matches(this.byId.get(id)));
    if (first) {
      this.shape = null;
      this.#ends.clear();
      this.#room = MOST;
    }
    const last = this.#takesInOrder(ids).at(-1);
    if (page.next !== null && last !== undefined) this.#ends.set(last, page.next);
    const runs = first ? joined([{ ids: overtaken, next: null }], 0, { ids, next: page.next }) : this.#with({ ids, next: page.next }, at);
    this.#runs = runs.map((run) => ({ ...run, ids: this.#takesInOrder(run.ids) }));
    const days = new Map(first ? [] : this.days);
    for (const { day, takes } of page.days) days.set(day, takes);
    this.days = days;
    this.spent = new Map([...(first ? [] : this.spent), ...page.days.map(({ day, spent }) => [day, spent] as const)]);
    this.loaded = true;
  }

  /** A page behind the run that it goes on, or as a new one between those before it and those after it. */
  #with(page: Run, at: number | null): Run[] {
    if (at !== null && at < this.#runs.length) return joined(this.#runs, at, page);
    const head = this.byId.get(page.ids[0] ?? '');
    if (head === undefined) return [...this.#runs];
    const after = this.#runs.findIndex((run, index) => {
      const other = this.byId.get(run.ids[0] ?? '');
      return index > 0 && other !== undefined && compare(head, other, this.order) <= 0;
    });
    return begun(this.#runs, after < 0 ? this.#runs.length : after, page);
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
    const starts = at > 0 && this.#runs.some((run) => run.ids[0] === this.ids[at]);
    const apart = starts && this.#dayOf(this.ids[at]) === dayKey(job.created_at);
    const before = at < 0 ? this.#end : this.#runs.find((run) => run.ids.at(-1) === this.ids[at - 1]);
    // Where nothing is loaded its page will bring it.
    const away = (at < 0 || (starts && !apart)) && before !== undefined && before.next !== null;
    if (!away) this.#runs = inserted(this.#runs, job.id, at < 0 ? this.ids.length : at, apart);
    if (!away || this.shape !== null) this.#count(job, 1);
    this.#measureSoon(dayKey(job.created_at));
  }

  #leave(job: JobView): void {
    this.#runs = without(this.#runs, (id) => id === job.id);
    this.#count(job, -1);
  }

  #drop(ids: readonly JobId[]): void {
    for (const id of ids) {
      const job = this.byId.get(id);
      if (job && this.ids.includes(id)) this.#leave(job);
      this.byId.delete(id);
      // A page that is on its way still has it.
      this.#touched.set(id, this.#events);
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
