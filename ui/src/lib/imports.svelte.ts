/**
 * Bringing in the jobs that only a server knows. It outlives the sheet in which it was started: a long list goes on while
 * the person looks at the wall. Knows no element; who wants to hear of the end hands in `ended`.
 */
import { SvelteMap } from 'svelte/reactivity';
import { asError, type Backend, type ServerId } from './backend';
import type { Messages } from './i18n';
import type { ErrorView, Imported } from './generated/contract';

export type ImportState = { readonly kind: 'busy' } | { readonly kind: 'done'; readonly imported: Imported } | { readonly kind: 'failed'; readonly error: ErrorView };

export class Imports {
  readonly #states = new SvelteMap<ServerId, ImportState>();

  constructor(
    private readonly backend: Backend,
    private readonly ended: (server: ServerId, state: ImportState) => void,
  ) {}

  of(server: ServerId): ImportState | null {
    return this.#states.get(server) ?? null;
  }

  /** Asks for the list once at a time; `all`: also what failed or is gone. */
  async run(server: ServerId, all: boolean): Promise<void> {
    if (this.of(server)?.kind === 'busy') return;
    this.#states.set(server, { kind: 'busy' });
    const state = await this.#import(server, all);
    this.#states.set(server, state);
    this.ended(server, state);
  }

  async #import(server: ServerId, all: boolean): Promise<ImportState> {
    try {
      return { kind: 'done', imported: await this.backend.importJobs(server, all) };
    } catch (thrown) {
      return { kind: 'failed', error: asError(thrown) };
    }
  }
}

/** `12 of 40 are new; 25 were here already, 3 failed ones left out`. */
export function importedSentence(messages: Messages, imported: Imported): string {
  const t = messages.imports;
  if (imported.listed === 0) return t.nothing;
  const others = [imported.known > 0 ? t.known(imported.known) : '', imported.left_out > 0 ? t.leftOut(imported.left_out) : '', imported.awaited > 0 ? t.awaited(imported.awaited) : ''].filter((part) => part !== '');
  const fresh = t.fresh(imported.jobs.length, imported.listed);
  return others.length === 0 ? fresh : `${fresh}${t.then}${others.join(t.and)}`;
}
