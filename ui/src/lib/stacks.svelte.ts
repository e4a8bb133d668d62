/**
 * The tiles of the wall as people see them: jobs, and stacks of takes that are open or closed. It knows the jobs and what is
 * open, nothing of how a tile looks.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { JobId } from './backend';
import type { Jobs } from './jobs.svelte';
import { alone, pile, type Stack, type Unit } from './stacks';

export class Stacks {
  readonly #open = new SvelteSet<string>();
  /** A stack was opened or closed: other tiles stand there now, and the keys go on with the one of this take. */
  turned = $state.raw<{ readonly at: JobId } | null>(null);
  /** In the order of the wall. Takes stand together only where that is the order of days; every other has its own place. */
  readonly units: readonly Unit[] = $derived.by(() => {
    const { jobs } = this;
    if (jobs.order.by !== 'date') return jobs.ids.map(alone);
    return pile(jobs.ids.flatMap((id) => jobs.byId.get(id) ?? []), this.#open);
  });
  /** Those that stand for them, in order. */
  readonly ids: readonly JobId[] = $derived(this.units.map((unit) => unit.id));
  readonly #units: ReadonlyMap<JobId, Unit> = $derived(new Map(this.units.flatMap((unit) => unit.takes.map((id) => [id, unit] as const))));

  constructor(private readonly jobs: Jobs) {}

  /** The tile that a job is in. */
  unitOf(id: JobId | null): Unit | undefined {
    return id === null ? undefined : this.#units.get(id);
  }

  /** All jobs of the tile that one stands for. */
  readonly takesOf = (id: JobId): readonly JobId[] => this.#units.get(id)?.takes ?? [id];

  /** Opens it, or closes it. `at`: the take from which that was asked for. */
  toggle(stack: Stack, at: JobId): void {
    if (!this.#open.delete(stack.key)) this.#open.add(stack.key);
    this.turned = { at };
  }
}
