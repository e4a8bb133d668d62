/**
 * What people do to order their takes: favourites, stars, tags, collections and the trash, for one or for many at once, and
 * how the last of it is taken back and done again. It knows the engine and the wall, no element.
 */
import type { Backend, JobId } from './backend';
import type { JobView, Label, Mark } from './generated/contract';
import type { Messages } from './i18n';
import type { Jobs } from './jobs.svelte';
import { changedBy, inverse, type LabelKind } from './marks';
import { moment } from './now.svelte';
import { OFFER_TOAST_MS, type ToastMore } from './toasts.svelte';

/** What it needs of the window's state. */
interface Desk {
  readonly backend: Backend;
  readonly jobs: Jobs;
  readonly t: Messages;
  say(text: string, more?: ToastMore): number;
  dismiss(toast: number): void;
  /** Tiles are about to leave the wall. What is returned lets the keys go on with what stays. */
  leaving(ids: readonly JobId[]): () => void;
  /** Tiles are back on it: the keys go on with them. */
  cameBack(ids: readonly JobId[]): void;
  attempt(what: () => Promise<unknown>): Promise<boolean>;
}

/** Something that was done and can be taken back. */
interface Done {
  /** What it was and with which take, in a few words. */
  readonly what: string;
  /** Later than that nobody remembers what it was. */
  until: number;
  readonly back: () => Promise<unknown>;
  readonly again: () => Promise<unknown>;
  /** What was said of it last. */
  toast: number | null;
}

/** Steps that can be taken back one after the other. */
const MOST = 100;
/** For how long. */
export const UNDO_MS = 5 * 60_000;
/** Characters of a prompt by which a take is told from others. */
const TOLD = 40;

export class Marking {
  readonly #done: Done[] = [];
  /** What was taken back since something new was done. */
  #undone: Done[] = [];
  /** What went, until its event takes it off the wall: a hasty second press means the same. */
  readonly #went = new WeakSet<JobView>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly desk: Desk) {}

  /** All of them become favourites, or none is one any more if all were. */
  favourite(ids: readonly JobId[]): Promise<boolean> {
    return this.#inTurn(() => this.#mark(ids, { kind: 'favourite', on: !this.#known(ids).every((job) => job.favourite) }));
  }

  /** Stars for clips; what has no video yet has nothing to rate. */
  async rate(ids: readonly JobId[], stars: number): Promise<void> {
    const clips = this.#known(ids).filter((job) => job.state === 'ready' && job.video !== null);
    if (clips.length === 0) this.desk.say(this.desk.t.marks.onlyClips);
    else await this.mark(clips.map(({ id }) => id), { kind: 'rating', stars });
  }

  async label(kind: LabelKind, ids: readonly JobId[], name: string, on: boolean): Promise<void> {
    if (name.trim() !== '') await this.mark(ids, { kind, name: name.trim(), on });
  }

  /** One change for all of them, which is taken back as one. */
  mark(ids: readonly JobId[], mark: Mark): Promise<boolean> {
    return this.#inTurn(() => this.#mark(ids, mark));
  }

  async #mark(ids: readonly JobId[], mark: Mark): Promise<boolean> {
    const before = this.#known(ids);
    const count = changedBy(before, mark).length;
    if (count === 0) return true;
    return this.desk.attempt(async () => {
      const again = async () => this.desk.jobs.take(await this.desk.backend.mark(ids, mark));
      await again();
      const { named, kinds } = this.desk.t.marks;
      const kind = 'name' in mark ? named(kinds[mark.kind], mark.name) : kinds[mark.kind];
      const step = this.#did(doneTo(this.desk.t, kind, before), () => this.#back(before, mark), again);
      // What is seen on the one tile need not be said.
      if (count > 1 || mark.kind === 'collection') this.#offer(saidOf(this.desk.t, mark, count), step);
    });
  }

  /** Into the trash. What may still cost something stays, and that is said. */
  trash(ids: readonly JobId[]): Promise<void> {
    return this.#inTurn(() => this.#trash(ids));
  }

  async #trash(of: readonly JobId[]): Promise<void> {
    const { marks: t } = this.desk.t;
    const going = this.#known(of).filter((job) => !this.#went.has(job));
    const ids = going.map(({ id }) => id);
    if (ids.length === 0) return;
    const goOn = this.desk.leaving(ids);
    await this.desk.attempt(async () => {
      const went = await this.desk.backend.trash(ids);
      for (const job of going) if (went.includes(job.id)) this.#went.add(job);
      if (went.length > 0) goOn();
      const stay = ids.length - went.length;
      if (went.length === 0) this.desk.say(t.stays(stay));
      else this.#offer(stay > 0 ? `${t.trashed(went.length)} ${t.stays(stay)}` : t.trashed(went.length), this.#did(doneTo(this.desk.t, t.kinds.trash, going), () => this.#comeBack(went), () => this.#away(went)));
    });
  }

  async restore(ids: readonly JobId[]): Promise<void> {
    const { marks: t } = this.desk.t;
    const going = this.#known(ids);
    const goOn = this.desk.leaving(ids);
    await this.desk.attempt(async () => {
      await this.#restore(ids);
      goOn();
      this.#offer(t.restored(ids.length), this.#did(doneTo(this.desk.t, t.kinds.restore, going), () => this.#away(ids), () => this.#restore(ids)));
    });
  }

  /** With their files, for good: these, or all that is in the trash. Who asks for it was asked. */
  async removeForGood(ids: readonly JobId[] | null): Promise<void> {
    const goOn = this.desk.leaving(ids ?? this.desk.jobs.ids);
    await this.desk.attempt(async () => {
      const gone = await this.desk.backend.removeTrashed(ids);
      goOn();
      this.desk.say(this.desk.t.marks.removed(gone.length));
    });
  }

  /** Rejects with `name_taken`. */
  async renameCollection(name: string, to: string): Promise<readonly Label[]> {
    const all = await this.desk.backend.renameCollection(name, to);
    this.#did(this.#collection(to), () => this.desk.backend.renameCollection(to, name), () => this.desk.backend.renameCollection(name, to));
    return all;
  }

  /** What was in it stays where it is. `after`: when it is gone, and when it is back. */
  async deleteCollection(name: string, after: () => void): Promise<void> {
    const { marks: t } = this.desk.t;
    await this.desk.attempt(async () => {
      let were: readonly JobId[] = [];
      const again = async () => {
        were = await this.desk.backend.deleteCollection(name);
        after();
      };
      await again();
      const back = async () => {
        this.desk.jobs.take(await this.desk.backend.mark(were, { kind: 'collection', name, on: true }));
        after();
      };
      const step = this.#did(this.#collection(name), back, again);
      this.#offer(t.collectionDeleted(name), step);
    });
  }

  /** What would be taken back, in a few words. */
  get last(): string | undefined {
    return newest(this.#done)?.what;
  }

  /** What would be done again, in a few words. */
  get next(): string | undefined {
    return newest(this.#undone)?.what;
  }

  /** Takes back what was done last. */
  undo(): Promise<void> {
    return this.#inTurn(async () => {
      const last = newest(this.#done);
      if (last === undefined) this.desk.say(this.desk.t.marks.nothingToUndo);
      else await this.#undo(last);
    });
  }

  /** Does again what was taken back last. */
  redo(): Promise<void> {
    return this.#inTurn(async () => {
      const last = newest(this.#undone);
      if (last === undefined) this.desk.say(this.desk.t.marks.nothingToRedo);
      else await this.#turn(last, this.#undone, this.#done, last.again, this.desk.t.marks.redone);
    });
  }

  /** One after the other: what is pressed quickly must find what the press before it left. */
  #inTurn<T>(what: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(what);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #undo(step: Done): Promise<void> {
    return this.#turn(step, this.#done, this.#undone, step.back, this.desk.t.marks.undone);
  }

  /** Back or forth: a step that did not work stays where it was. */
  async #turn(step: Done, from: Done[], to: Done[], turn: () => Promise<unknown>, told: (what: string) => string): Promise<void> {
    const at = from.indexOf(step);
    // It was taken back by its key meanwhile.
    if (at < 0) return;
    await this.desk.attempt(async () => {
      await turn();
      from.splice(at, 1);
      step.until = moment() + UNDO_MS;
      to.push(step);
      // What offered it, or said the contrary, is true no more.
      if (step.toast !== null) this.desk.dismiss(step.toast);
      step.toast = this.desk.say(told(step.what));
    });
  }

  #collection(name: string): string {
    const { named, kinds } = this.desk.t.marks;
    return named(kinds.collection, name);
  }

  #did(what: string, back: Done['back'], again: Done['again']): Done {
    const step: Done = { what, back, again, until: moment() + UNDO_MS, toast: null };
    this.#undone = [];
    this.#done.push(step);
    if (this.#done.length > MOST) this.#done.shift();
    return step;
  }

  #offer(text: string, step: Done): void {
    const action = { label: this.desk.t.toast.undo, run: () => void this.#inTurn(() => this.#undo(step)) };
    step.toast = this.desk.say(text, { action, until: moment() + OFFER_TOAST_MS });
  }

  async #restore(ids: readonly JobId[]): Promise<void> {
    this.desk.jobs.take(await this.desk.backend.restoreTrashed(ids));
  }

  async #comeBack(ids: readonly JobId[]): Promise<void> {
    await this.#restore(ids);
    this.desk.cameBack(ids);
  }

  async #away(ids: readonly JobId[]): Promise<void> {
    const goOn = this.desk.leaving(ids);
    await this.desk.backend.trash(ids);
    goOn();
  }

  async #back(before: readonly JobView[], mark: Mark): Promise<void> {
    for (const { ids, mark: old } of inverse(before, mark)) this.desk.jobs.take(await this.desk.backend.mark(ids, old));
  }

  #known(ids: readonly JobId[]): JobView[] {
    return ids.flatMap((id) => this.desk.jobs.byId.get(id) ?? []);
  }
}

function newest(steps: readonly Done[]): Done | undefined {
  return steps.findLast(({ until }) => until > moment());
}

/** What was done, and with which take. */
export function doneTo({ marks: t }: Messages, what: string, jobs: readonly JobView[]): string {
  const [first] = jobs;
  const prompt = first?.prompt.trim() ?? '';
  const told = [...prompt].length > TOLD ? `${[...prompt].slice(0, TOLD).join('')}…` : prompt;
  return told === '' ? what : t.doneTo(what, told, jobs.length - 1);
}

function saidOf({ marks: t }: Messages, mark: Mark, n: number): string {
  switch (mark.kind) {
    case 'favourite':
      return mark.on ? t.favourites(n) : t.notFavourites(n);
    case 'rating':
      return mark.stars === 0 ? t.notRated(n) : t.rated(n, mark.stars);
    case 'tag':
      return mark.on ? t.tagged(n, mark.name) : t.notTagged(n, mark.name);
    case 'collection':
      return mark.on ? t.collected(n, mark.name) : t.notCollected(n, mark.name);
  }
}
