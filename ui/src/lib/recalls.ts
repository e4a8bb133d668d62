/**
 * Settings of a clip back into the form: all of them, its words, its seed. Its pictures come one after another, and stop when
 * another clip is recalled meanwhile. Nothing here sends anything.
 */
import type { Where } from './composer.svelte';
import type { JobView, ServerView } from './generated/contract';
import type { Tag } from './i18n';
import { fromFile, hasRecipe } from './media';
import { sourceOf } from './source';
import type { Desk } from './toasts.svelte';

interface RecallDesk extends Desk {
  readonly servers: readonly ServerView[];
  readonly tag: Tag;
  serverName(id: string, otherwise?: string): string;
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
        const { where, left } = this.#placeOf(job);
        await desk.composer.fill(job, where, keepSeed);
        if (ours()) this.tell(this.#brought(keepSeed, left.length === 0), ...left);
      });
      await this.#pictures(job, ours);
    });
  }

  /** Where a clip is made again, and what of that is not its own. */
  #placeOf(job: JobView): { where: Where; left: string[] } {
    const { desk } = this;
    if (desk.servers.some(({ id }) => id === job.server)) return { where: job, left: [] };
    const { where, left } = this.stay(job.model);
    const gone = fromFile(job) ? [] : [desk.t.recall.noServer(desk.serverName(job.server, job.server_name), desk.serverName(where.server))];
    return { where, left: [...gone, ...left] };
  }

  #brought(keepSeed: boolean, all: boolean): string {
    const { toast, remote, recall } = this.desk.t;
    if (all) return keepSeed ? toast.settingsRestored : remote.varied;
    return keepSeed ? recall.others : recall.othersVaried;
  }

  /**
   * What names no server that is here is for the form's own, with its model where that server lists it. `left`: what is said of
   * a model that is not taken over. While no list is there, nobody knows better than what was asked for.
   */
  stay(model: string): { where: Where; left: string[] } {
    const { desk } = this;
    const { server, model: own, models } = desk.composer;
    if (model !== '' && (models.length === 0 || models.some(({ id }) => id === model))) return { where: { server, model }, left: [] };
    const { recall, composer } = desk.t;
    const kept = own || composer.modelServerChoice;
    const left = model === own ? [] : [model === '' ? recall.noModel(kept) : recall.otherModel(desk.serverName(server), model, kept)];
    return { where: { server, model: own }, left };
  }

  tell(...said: readonly string[]): void {
    this.desk.say(said.join(this.desk.tag === 'zh-CN' ? '' : ' '));
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
