/**
 * Presses of buttons that make videos: Create, create again, and taking them back while that is possible. One press is one
 * batch, and a hasty second press is none.
 */
import { asError, type JobId } from './backend';
import type { Bootstrap, JobView, Settings } from './generated/contract';
import type { Jobs } from './jobs.svelte';
import { moment } from './now.svelte';
import { pressKey } from './press';
import type { Prompts } from './prompts.svelte';
import type { Desk, ToastItem } from './toasts.svelte';

/** Longer than any double press, shorter than a decision. */
const DOUBLE_PRESS_MS = 600;

interface PressDesk extends Desk {
  readonly jobs: Jobs;
  readonly prompts: Prompts;
  readonly boot: Bootstrap;
  readonly settings: Settings;
  fail(thrown: unknown): void;
  dismiss(id: number): void;
}

export class Presses {
  /** What "create again" made of a job last; `null` while the engine is asked. */
  #again = $state<Record<JobId, JobId | null | undefined>>({});
  /** The prompt that was sent last, by a press of Create. */
  sentPrompt: string | null = null;
  #pressed: { readonly job: JobId; readonly at: number } | null = null;

  constructor(private readonly desk: PressDesk) {}

  /** Sends the form. The tiles appear at once; the toast takes them back until they are sent. `sure`: however many. */
  async create(anyway: boolean, sure: boolean): Promise<void> {
    const { desk } = this;
    const { composer } = desk;
    if (!composer.ready) return;
    const { plan } = composer;
    const { count } = plan;
    if (!sure && plan.asks(desk.settings.ask_above, anyway)) {
      desk.composerShown = true;
      return;
    }
    plan.settle();
    composer.sending = true;
    try {
      const jobs = await desk.backend.createJobs({ ...composer.request(anyway), count });
      composer.accepted();
      this.sentPrompt = composer.prompt;
      this.arrived(jobs, count);
    } catch (thrown) {
      // What does not fit is said at its field, and another number in the form; that must be in sight.
      const error = asError(thrown);
      if (plan.corrects(error) || composer.refuse(error)) desk.composerShown = true;
      else desk.fail(thrown);
    } finally {
      composer.sending = false;
    }
  }

  /** Takes a press of Create back. It may be too late by a moment; then that is what is said. */
  async undo(toast: ToastItem): Promise<void> {
    const { desk } = this;
    const { batch } = toast;
    desk.dismiss(toast.id);
    if (batch === null) return;
    const asked = [...desk.jobs.byId.values()].filter((job) => job.batch === batch);
    await desk.attempt(async () => {
      await desk.backend.undoBatch(batch);
      const left = await Promise.allSettled(asked.map((job) => desk.backend.job(job.id)));
      const sent = left.some((answer) => answer.status === 'fulfilled');
      desk.say(sent ? desk.t.errors.not_allowed_now() : desk.t.toast.undone);
    });
  }

  /** A refused job again, with what its refusal taught; which one came of it. */
  fix(job: JobView): Promise<JobId | undefined> {
    return this.again(job, async () => [await this.desk.backend.fixJob(job.id, pressKey())]);
  }

  /** Whether a press of "create again" can still be taken back: until then another press is the same one. */
  isAgainUnderway(job: JobId): boolean {
    const made = this.#again[job];
    if (made === undefined || made === null) return made === null;
    const state = this.desk.jobs.byId.get(made)?.state;
    return state === 'draft' || state === 'submitting';
  }

  async again(job: JobView, make: () => Promise<readonly JobView[]>): Promise<JobId | undefined> {
    // The new tile moves the others: the second half of a double press lands on a neighbour, and would pay for that.
    const hasty = this.#pressed !== null && this.#pressed.job !== job.id && moment() - this.#pressed.at < DOUBLE_PRESS_MS;
    if (hasty || this.isAgainUnderway(job.id)) return undefined;
    this.#pressed = { job: job.id, at: moment() };
    this.#again[job.id] = null;
    let made: readonly JobView[] = [];
    await this.desk.attempt(async () => {
      const changed = await make();
      made = changed.filter((other) => other.id !== job.id);
      this.desk.jobs.take(changed);
      this.#offerUndo(made);
    });
    return (this.#again[job.id] = made[0]?.id);
  }

  /** New jobs that were just made: their tiles appear, and can be taken back until they are sent. */
  arrived(jobs: readonly JobView[], videos = jobs.length): void {
    this.desk.jobs.take(jobs);
    this.#offerUndo(jobs, videos);
    void this.desk.attempt(() => this.desk.prompts.load());
  }

  /** One job may bring several videos. */
  #offerUndo(jobs: readonly JobView[], videos = jobs.length): void {
    const [first] = jobs;
    if (!first) return;
    const until = first.undo_until ?? moment() + this.desk.boot.undo_ms;
    this.desk.say(this.desk.t.toast.created(videos), { until, batch: first.batch });
  }
}
