/**
 * Which tiles of the wall are selected. It knows ids and the order of the wall, not what a tile is: a range goes from the
 * tile that was taken last to the one under the key or the pointer.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { JobId } from './backend';

export class Selection {
  readonly ids = new SvelteSet<JobId>();
  /** Everything is being selected, and not all of it is here yet: what is done with a selection waits. */
  gathering = $state(false);
  /** How often a person has said what is selected. */
  turn = 0;
  /** Where a range begins. */
  #anchor: JobId | null = null;
  /** What the last range took in, so that a shorter one gives it back. */
  #ranged: readonly JobId[] = [];

  get size(): number {
    return this.ids.size;
  }

  has(id: JobId): boolean {
    return this.ids.has(id);
  }

  /** Takes a tile in, or out again, with all jobs that it stands for. */
  toggle(id: JobId, all: readonly JobId[] = [id]): void {
    this.#begin();
    if (all.every((one) => this.ids.has(one))) for (const one of all) this.ids.delete(one);
    else for (const one of all) this.ids.add(one);
    this.#anchor = id;
    this.#ranged = [];
  }

  /** Everything from the anchor to there. `from`: where the range begins if nothing was taken before. `allOf`: what a tile stands for. */
  extend(to: JobId, order: readonly JobId[], from: JobId | null = null, allOf: (id: JobId) => readonly JobId[] = (id) => [id]): void {
    const known = (id: JobId | null): id is JobId => id !== null && order.includes(id);
    const anchor = [this.#anchor, from].find(known) ?? to;
    const [a, b] = [order.indexOf(anchor), order.indexOf(to)].sort((x, y) => x - y);
    if (a === undefined || b === undefined || a < 0) return;
    this.#begin();
    for (const id of this.#ranged) this.ids.delete(id);
    this.#ranged = order.slice(a, b + 1).flatMap(allOf);
    for (const id of this.#ranged) this.ids.add(id);
    this.#anchor = anchor;
  }

  /** Exactly these: what a rubber band holds, and what was there before it. */
  set(ids: Iterable<JobId>): void {
    this.#begin();
    const wanted = new Set(ids);
    for (const id of [...this.ids]) if (!wanted.has(id)) this.ids.delete(id);
    for (const id of wanted) this.ids.add(id);
    this.#ranged = [];
  }

  /** More is coming, until the person says something else. Gives back whose turn it is. */
  gather(): number {
    this.gathering = true;
    return this.turn;
  }

  /** What came so far, so that the wall does not let go of it. */
  hold(ids: Iterable<JobId>): void {
    for (const id of ids) this.ids.add(id);
  }

  /** Those that are gone, or that a filter hides, are not selected any more. */
  keep(there: (id: JobId) => boolean): void {
    for (const id of [...this.ids]) if (!there(id)) this.ids.delete(id);
  }

  clear(): void {
    this.#begin();
    this.ids.clear();
    this.#anchor = null;
    this.#ranged = [];
  }

  #begin(): void {
    this.gathering = false;
    this.turn += 1;
  }
}
