/**
 * Settings of a clip back into the form: all of them, its words, its seed. Its pictures come one after another, and stop when
 * another clip is recalled meanwhile. Nothing here sends anything.
 */
import type { JobView, ServerView } from './generated/contract';
import { plainly } from './sweep';
import type { Desk } from './toasts.svelte';

interface RecallDesk extends Desk {
  readonly servers: readonly ServerView[];
  promptWanted: number;
}

export class Recalls {
  #count = 0;

  constructor(private readonly desk: RecallDesk) {}

  settings(job: JobView): Promise<void> {
    return this.#recall(job, true);
  }

  /** The same settings with a new seed, ready for other words. */
  vary(job: JobView): Promise<void> {
    this.desk.promptWanted += 1;
    return this.#recall(job, false);
  }

  prompt(job: JobView): void {
    this.desk.composerShown = true;
    this.desk.composer.prompt = plainly(job.prompt);
    this.desk.say(this.desk.t.toast.promptRestored);
  }

  async #recall(job: JobView, keepSeed: boolean): Promise<void> {
    const { desk } = this;
    desk.composerShown = true;
    const ticket = (this.#count += 1);
    const ours = () => ticket === this.#count;
    await desk.attempt(async () => {
      await desk.composer.useSettings(job, desk.servers, keepSeed);
      if (ours()) desk.say(keepSeed ? desk.t.toast.settingsRestored : desk.t.remote.varied);
    });
    for (const [index, input] of job.inputs.entries()) {
      // Another press took over the form meanwhile.
      if (!ours()) return;
      if (input.url !== null) desk.composer.link(input.url, input.role);
      else if (input.media !== null) await desk.attempt(() => desk.composer.restage(job.id, index, input.role, input.fit));
    }
  }
}
