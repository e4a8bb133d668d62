/**
 * The keys as they are now: the tables with the user's own in them. One for the window; it follows the settings. Hints ask it
 * what to print, so that no key cap shows a key that does something else.
 */
import { chordNow, compareKeys, globalKeys, keyTables, loupeKeys, wallKeys, withOwn } from './keys';

class Bindings {
  /** Chords by action; empty: no key. */
  own = $state.raw<Readonly<Record<string, string>>>({});
  readonly global = $derived(withOwn(globalKeys, this.own));
  readonly wall = $derived(withOwn(wallKeys, this.own));
  readonly loupe = $derived(withOwn(loupeKeys, this.own));
  readonly compare = $derived(withOwn(compareKeys, this.own));

  /** The chord to print where `chord` is what the action has without own keys; empty: it has none. */
  shown(chord: string, action?: string): string {
    const meant = action ?? Object.values(keyTables).map((table) => table[chord]).find((one) => one !== undefined);
    return meant === undefined || !(meant in this.own) ? chord : chordNow(meant, this.own);
  }
}

export const bindings = new Bindings();
