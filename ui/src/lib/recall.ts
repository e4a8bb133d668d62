/**
 * Parts of what a clip was asked for, and recipes: from a video of ours that was dropped or from a file into the form, and out
 * into a file. The form alone knows what fits; what does not stays in it, and it says so.
 */
import type { App } from './app.svelte';
import type { JobView, RecipeView } from './generated/contract';
import type { Part } from './parts';
import { Recalls } from './recalls';

export class Recall {
  readonly clips: Recalls;

  constructor(private readonly app: App) {
    this.clips = new Recalls(app);
  }

  /** One part of them; the rest of the form stays. */
  async only(job: JobView, part: Part): Promise<void> {
    const { app } = this;
    const { composer } = app;
    app.composerShown = true;
    switch (part) {
      case 'prompt':
        return this.clips.prompt(job);
      case 'seed':
        return this.clips.seed(job);
      case 'size': {
        const { size, aspect, tier } = job;
        Object.assign(composer, { size, aspect, tier });
        break;
      }
      case 'pictures':
        composer.slots = [];
        if (!(await this.clips.pictures(job, this.clips.begin()))) return;
    }
    app.say(app.t.recall.done[part]);
  }

  /** A recipe that came from outside. It names no server, so the form's own stays; so does its model if that server lists another. */
  async recipe(recipe: RecipeView): Promise<void> {
    const { app } = this;
    const { composer } = app;
    app.sheet = null;
    app.open = null;
    app.composerShown = true;
    const ours = this.clips.begin();
    const { where, left } = this.clips.stay(recipe.model);
    await composer.bringing(async () => {
      await app.attempt(() => composer.fill(recipe, where));
      if (ours()) for (const { staged, role, fit } of recipe.pictures) if (staged !== null) composer.placeAs(staged, role, fit);
    });
    if (!ours()) return;
    const missing = recipe.pictures.filter((picture) => picture.staged === null).length;
    const { t } = app;
    this.clips.tell(
      t.recall.recipe,
      ...left,
      ...(missing === 0 ? [] : [t.recall.noPictures(missing)]),
      ...(recipe.left_out.length === 0 ? [] : [t.recall.leftOut(recipe.left_out.join(t.recall.comma))]),
    );
  }

  /** Asks for a file with a recipe in it. */
  async open(): Promise<void> {
    await this.app.attempt(async () => {
      const recipe = await this.app.backend.openRecipe();
      if (recipe !== null) await this.recipe(recipe);
    });
  }

  async save(job: JobView): Promise<void> {
    await this.app.attempt(async () => (await this.app.backend.saveRecipe(job.id)) && this.app.say(this.app.t.recall.saved));
  }

  async saveCopy(job: JobView, withoutRecipe: boolean): Promise<void> {
    await this.app.attempt(async () => (await this.app.backend.saveCopy(job.id, withoutRecipe)) && this.app.say(this.app.t.toast.savedCopy));
  }
}
