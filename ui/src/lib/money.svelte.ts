/** What the form would cost and what today cost, kept true by the engine's events. It knows no view. */
import type { Backend } from './backend';
import { dayKey } from './format';
import type { CreateJobs, Estimate, EstimateQuery, Totals } from './generated/contract';
import { moment, today } from './now.svelte';

/** Events come in bursts; a sum is asked for once after them. */
const DELAY_MS = 250;

export class Spending {
  /** The form as it stands; `null` until the engine was asked, and when it cannot say. */
  form = $state.raw<Estimate | null>(null);
  /** Counts changes of prices: who shows one asks again. */
  prices = $state(0);

  #today = $state.raw<{ readonly day: string; readonly totals: Totals } | null>(null);
  /** What today cost; `null` until it is known, and after midnight until it is asked again. */
  readonly today = $derived(this.#today !== null && this.#today.day === dayKey(today()) ? this.#today.totals : null);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(private readonly backend: Backend) {}

  /** What these would cost by the prices of today. Nothing is sent. */
  estimate(query: EstimateQuery): Promise<Estimate> {
    return this.backend.estimate(query);
  }

  /** Asks what the form costs; a late answer to an older question is dropped. */
  async ask(requests: CreateJobs[]): Promise<void> {
    const ticket = (this.#asked += 1);
    const estimate = await this.estimate({ kind: 'create', requests }).catch(() => null);
    if (ticket === this.#asked) this.form = estimate;
  }

  /** Something was sent, refused or taken out. */
  refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), DELAY_MS);
  }

  async refresh(): Promise<void> {
    const day = dayKey(moment());
    const totals = await this.backend.spentToday().catch(() => null);
    this.#today = totals === null ? null : { day, totals };
  }
}
