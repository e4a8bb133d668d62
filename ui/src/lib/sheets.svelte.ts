/** Which sheets there are, and what each is about: whoever opens one knows no view, and no view knows who opened it. */
import type { JobId, ServerId } from './backend';
import type { RecipeView } from './generated/contract';
import type { Points } from './loop';
import type { DeriveVerb } from './remote';

/** What lies over the wall. */
export type SheetName =
  | { readonly kind: 'server'; readonly id: ServerId | null; readonly at?: 'price' }
  /** `at`: what of them is wanted. */
  | { readonly kind: 'settings'; readonly at?: 'library' | 'reset' | 'updates' }
  | { readonly kind: 'spend' }
  | { readonly kind: 'keys' }
  /** Every action by its name. */
  | { readonly kind: 'palette' }
  | { readonly kind: 'changeKeys' | 'log' | 'licences' | 'guide' }
  | { readonly kind: 'preview' }
  /** Presets and snippets; `preset`: a new one of the form, `snippet`: a new one of that text. */
  | { readonly kind: 'craft'; readonly begin?: 'preset' | 'snippet'; readonly text?: string }
  | { readonly kind: 'plan' }
  /** How the picture of a slot is fitted. */
  | { readonly kind: 'picture'; readonly slot: string }
  /** Clips into a folder of the user's. */
  | { readonly kind: 'export'; readonly jobs: readonly JobId[] }
  | { readonly kind: 'derive'; readonly verb: DeriveVerb; readonly job: JobId }
  /** What a dropped video that carries a recipe is for. */
  | { readonly kind: 'bring'; readonly name: string; readonly recipe: RecipeView }
  /** A piece of a clip, between the marks. */
  | { readonly kind: 'cut'; readonly job: JobId; readonly points: Points };

/** The sheets that are open. One that was opened from another lies over it, and closing it leads back to where that was left. */
export class SheetStack {
  #open = $state.raw<readonly SheetName[]>([]);

  /** From the lowest to the one in front. */
  get open(): readonly SheetName[] {
    return this.#open;
  }

  get front(): SheetName | null {
    return this.#open.at(-1) ?? null;
  }

  /** That one alone, or none. */
  only(sheet: SheetName | null): void {
    this.#open = sheet === null ? [] : [sheet];
  }

  over(sheet: SheetName): void {
    this.#open = [...this.#open, sheet];
  }

  closeFront(): void {
    this.#open = this.#open.slice(0, -1);
  }
}
