/**
 * How each picture of the form will be sent, asked of the engine whenever something about it changes and the hand rests for
 * a moment. Only the newest answer counts. It knows slots, and neither their look nor where they come from.
 */
import { asError, type Backend } from './backend';
import type { ErrorView, FitRequest, FittedView } from './generated/contract';

/** What is known of one picture. */
export interface Fitting {
  /** The last answer; it may be of an earlier question while `busy`. */
  readonly view: FittedView | null;
  readonly error: ErrorView | null;
  readonly busy: boolean;
}

const NOTHING: Fitting = { view: null, error: null, busy: false };
/** Long enough for a drag to pass, short enough to seem at once. */
const REST_MS = 200;

export class Fittings {
  #known = $state.raw<Readonly<Record<string, Fitting>>>({});
  readonly #asked = new Map<string, string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly backend: Backend) {}

  of(slot: string): Fitting {
    return this.#known[slot] ?? NOTHING;
  }

  /** All pictures of the form with what is to be asked about each; those that are no longer there are forgotten. */
  follow(requests: ReadonlyMap<string, FitRequest>): void {
    for (const slot of [...this.#asked.keys()]) if (!requests.has(slot)) this.#forget(slot);
    for (const [slot, request] of requests) {
      const print = JSON.stringify(request);
      if (this.#asked.get(slot) === print) continue;
      const first = !this.#asked.has(slot);
      this.#asked.set(slot, print);
      this.#set(slot, { ...this.of(slot), busy: true });
      clearTimeout(this.#timers.get(slot));
      this.#timers.set(slot, setTimeout(() => void this.#ask(slot, print, request), first ? 0 : REST_MS));
    }
  }

  stop(): void {
    for (const slot of [...this.#asked.keys()]) this.#forget(slot);
  }

  async #ask(slot: string, print: string, request: FitRequest): Promise<void> {
    let answer: Fitting;
    try {
      const view = await this.backend.fitPicture(request);
      // The engine was asked something newer.
      if (view === null) return;
      answer = { view, error: null, busy: false };
    } catch (thrown) {
      answer = { view: null, error: asError(thrown), busy: false };
    }
    if (this.#asked.get(slot) === print) this.#set(slot, answer);
  }

  #forget(slot: string): void {
    clearTimeout(this.#timers.get(slot));
    this.#timers.delete(slot);
    this.#asked.delete(slot);
    this.#known = Object.fromEntries(Object.entries(this.#known).filter(([id]) => id !== slot));
  }

  #set(slot: string, fitting: Fitting): void {
    this.#known = { ...this.#known, [slot]: fitting };
  }
}
