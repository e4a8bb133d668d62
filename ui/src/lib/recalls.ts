/**
 * Settings of a clip back into the form: all of them, its words, its seed. Its pictures come one after another, and stop when
 * another clip is recalled meanwhile. Nothing here sends anything.
 */
import type { JobView, ServerView } from './generated/contract';
import { hasRecipe } from './media';
import { sourceOf } from './source';
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
    this.desk.composer.usePrompt(job);
    this.desk.say(this.desk.t.toast.promptRestored);
  }

  /** Only the seed. The loupe stays open: one may want to look on. */
  seed(job: JobView): void {
    const seed = this.desk.composer.useSeed(job);
    this.desk.say(seed === '' ? this.desk.t.toast.noSeed : this.desk.t.toast.seedRestored(seed));
  }

  async #recall(job: JobView, keepSeed: boolean): Promise<void> {
    const { desk } = this;
    if (!hasRecipe(job)) return desk.say(desk.t.bring.noRecipe);
    desk.composerShown = true;
    const ours = this.begin();
    await desk.composer.bringing(async () => {
      await desk.attempt(async () => {
        await desk.composer.useSettings(job, desk.servers, keepSeed);
        if (ours()) desk.say(keepSeed ? desk.t.toast.settingsRestored : desk.t.remote.varied);
      });
      await this.#pictures(job, ours);
    });
  }

  /** From now on the form is this press's, until another one begins. */
  begin(): () => boolean {
    const ticket = (this.#count += 1);
    return () => ticket === this.#count;
  }

  /** A clip's pictures, as they were sent. False: another press took over the form meanwhile, or one is gone. */
  async pictures(job: JobView, ours: () => boolean): Promise<boolean> {
    let all = false;
    await this.desk.composer.bringing(async () => void (all = await this.#pictures(job, ours)));
    return all;
  }

  async #pictures(job: JobView, ours: () => boolean): Promise<boolean> {
    const { desk } = this;
    let all = true;
    for (const [index, input] of job.inputs.entries()) {
      if (!ours()) return false;
      if (input.url !== null) desk.composer.link(input.url, input.role);
      else if (input.media !== null) all = (await desk.attempt(() => desk.composer.restage(job.id, index, input, sourceOf(desk.backend, input)))) && all;
    }
    return all && ours();
  }
}
