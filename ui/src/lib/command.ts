/** What the palette lists: one command, and the keys that it has now. */
import type { MenuItem } from '../elements/Menu.svelte';
import { bindings } from './bindings.svelte';
import type { DeskWords } from './i18n/desk';
import { chordNow } from './keys';

export interface Command {
  /** Unique among all that are offered at once. */
  readonly id: string;
  readonly label: string;
  readonly group: keyof DeskWords['palette']['groups'];
  readonly icon?: MenuItem['icon'];
  readonly chord?: string;
  /** Other words by which it is looked for. */
  readonly also?: string;
  readonly run: () => void;
}

/** The keys that an action has now, so that the palette teaches them. */
export function chordFor(action: string): { chord?: string } {
  const chord = chordNow(action, bindings.own);
  return chord === '' ? {} : { chord };
}
