/**
 * What fills the window, the loupe or a comparison, as the palette sees it: which of its keys would do something now, and what only its
 * buttons do. Types alone: the view that is open says it in `App.viewing`.
 */
import type { MenuItem } from '../elements/Menu.svelte';
import type { CompareAction, LoupeAction, RateAction } from './keys';

/** What is done with a clip wherever it is: the palette knows how. */
export type ClipAction = RateAction | 'favourite' | 'useAll' | 'usePrompt' | 'useSeed' | 'vary' | 'remix' | 'remove' | 'copyFile' | 'copyPrompt' | 'showInFolder' | 'lastFrame';

/** What only what fills the window can do. K plays as Space does, and arrows walk along the clips of a comparison. */
export type ViewAction = Exclude<LoupeAction | CompareAction, ClipAction | 'pause' | 'left' | 'right'>;

export interface Viewing {
  readonly actions: readonly (readonly [ViewAction, () => void])[];
  readonly extras: readonly MenuItem[];
  /** The clip goes into the trash and the view goes on with the next one. */
  readonly remove?: () => void;
}
