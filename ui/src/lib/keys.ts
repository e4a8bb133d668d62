/**
 * Which keys do what (interface.md, "Keys"). The tables are data, so that the sheet on `?` and the handlers cannot
 * disagree. `Mod` is ⌘ on a Mac and Ctrl elsewhere.
 */
import type { WallFilter } from './generated/contract';

export const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);

export type GlobalAction = 'palette' | 'search' | 'prompt' | 'settings' | 'create' | 'sheet' | 'composer' | 'undo' | 'redo' | ZoomAction | `filter:${WallFilter}`;
/** How large everything is. */
export type ZoomAction = 'zoomIn' | 'zoomOut' | 'zoomReset';
/** Stars by their digits. */
export type RateAction = `rate:${0 | 1 | 2 | 3 | 4 | 5}`;
export type WallAction =
  | RateAction
  | 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'open' | 'favourite'
  | 'useAll' | 'usePrompt' | 'useSeed' | 'vary' | 'remix' | 'remove' | 'copyFile' | 'copyPrompt' | 'showInFolder'
  | 'stack' | 'keep' | 'select' | 'selectAll' | 'unselect' | 'compare' | 'extendLeft' | 'extendRight' | 'extendUp' | 'extendDown';
export type LoupeAction =
  | RateAction
  | 'close' | 'play' | 'pause' | 'back' | 'forward' | 'frameBack' | 'frameForward' | 'secondBack' | 'secondForward'
  | 'in' | 'out' | 'slower' | 'faster' | 'normal' | 'mute' | 'fullscreen' | 'previous' | 'next'
  | 'favourite' | 'useAll' | 'usePrompt' | 'useSeed' | 'vary' | 'remix' | 'remove' | 'copyFile' | 'copyPrompt' | 'showInFolder' | 'loop'
  | 'lastFrame' | 'compareTakes';
export type CompareAction =
  | 'close' | 'play' | 'frameBack' | 'frameForward' | 'secondBack' | 'secondForward' | 'in' | 'out' | 'slower' | 'faster'
  | 'normal' | 'mute' | 'fullscreen' | 'loop' | 'left' | 'right' | 'blink' | 'pick' | 'leave' | 'solo:0' | 'solo:1' | 'solo:2' | 'solo:3';

export const globalKeys: Readonly<Record<string, GlobalAction>> = {
  'Mod+K': 'palette',
  'Mod+F': 'search',
  '/': 'search',
  'Mod+L': 'prompt',
  'Mod+,': 'settings',
  'Mod+Enter': 'create',
  'Mod+B': 'composer',
  'Mod+1': 'filter:everything',
  'Mod+2': 'filter:in_progress',
  'Mod+3': 'filter:needs_you',
  'Mod+4': 'filter:favourites',
  '?': 'sheet',
  'Mod+Z': 'undo',
  'Mod+Shift+Z': 'redo',
  'Mod+Y': 'redo',
  'Mod++': 'zoomIn',
  // The same key where the plus needs Shift.
  'Mod+=': 'zoomIn',
  'Mod+-': 'zoomOut',
  'Mod+0': 'zoomReset',
};

const rateKeys: Readonly<Record<string, RateAction>> = { '0': 'rate:0', '1': 'rate:1', '2': 'rate:2', '3': 'rate:3', '4': 'rate:4', '5': 'rate:5' };

/** The stars of such an action; `null` for another one. */
export function starsOf(action: string): number | null {
  return action.startsWith('rate:') ? Number(action.slice('rate:'.length)) : null;
}

export const wallKeys: Readonly<Record<string, WallAction>> = {
  ...rateKeys,
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  Space: 'open',
  Enter: 'open',
  B: 'favourite',
  A: 'useAll',
  P: 'usePrompt',
  S: 'useSeed',
  V: 'vary',
  R: 'remix',
  Delete: 'remove',
  Backspace: 'remove',
  'Mod+C': 'copyFile',
  'Mod+Shift+C': 'copyPrompt',
  'Mod+Shift+R': 'showInFolder',
  G: 'stack',
  K: 'keep',
  X: 'select',
  'Mod+Space': 'select',
  'Mod+A': 'selectAll',
  Escape: 'unselect',
  C: 'compare',
  'Shift+ArrowLeft': 'extendLeft',
  'Shift+ArrowRight': 'extendRight',
  'Shift+ArrowUp': 'extendUp',
  'Shift+ArrowDown': 'extendDown',
};

export const loupeKeys: Readonly<Record<string, LoupeAction>> = {
  ...rateKeys,
  Escape: 'close',
  Space: 'play',
  K: 'pause',
  J: 'back',
  L: 'forward',
  ',': 'frameBack',
  '.': 'frameForward',
  'Shift+ArrowLeft': 'secondBack',
  'Shift+ArrowRight': 'secondForward',
  I: 'in',
  O: 'out',
  'Mod+[': 'slower',
  'Mod+]': 'faster',
  'Mod+\\': 'normal',
  M: 'mute',
  F: 'fullscreen',
  'Shift+L': 'loop',
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  E: 'lastFrame',
  C: 'compareTakes',
  B: 'favourite',
  A: 'useAll',
  P: 'usePrompt',
  S: 'useSeed',
  V: 'vary',
  R: 'remix',
  Delete: 'remove',
  'Mod+C': 'copyFile',
  'Mod+Shift+C': 'copyPrompt',
  'Mod+Shift+R': 'showInFolder',
};

export const compareKeys: Readonly<Record<string, CompareAction>> = {
  Escape: 'close',
  Space: 'play',
  K: 'play',
  ',': 'frameBack',
  '.': 'frameForward',
  'Shift+ArrowLeft': 'secondBack',
  'Shift+ArrowRight': 'secondForward',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  '1': 'solo:0',
  '2': 'solo:1',
  '3': 'solo:2',
  '4': 'solo:3',
  B: 'blink',
  Enter: 'pick',
  X: 'leave',
  I: 'in',
  O: 'out',
  'Mod+[': 'slower',
  'Mod+]': 'faster',
  'Mod+\\': 'normal',
  M: 'mute',
  F: 'fullscreen',
  'Shift+L': 'loop',
};

export type Scope = 'global' | 'wall' | 'loupe' | 'compare';
type Table = Readonly<Record<string, string>>;

export const keyTables: Readonly<Record<Scope, Table>> = { global: globalKeys, wall: wallKeys, loupe: loupeKeys, compare: compareKeys };

/** Keys that every list, picture and sheet has in the same place, and digits: they stay. */
const FIXED = /^(left|right|up|down|first|last|open|unselect|close|play|previous|next|pick|secondBack|secondForward|extend\w+|rate:\d|solo:\d)$/;

/** Whether an action may get a key of the user's own. */
export function isFixed(action: string): boolean {
  return FIXED.test(action);
}

/** A table with the user's own keys: they take the place of all that an action had, in every table that has the action. */
export function withOwn<Action extends string>(table: Readonly<Record<string, Action>>, own: Table): Record<string, Action> {
  const kept = Object.entries(table).filter(([, action]) => !(action in own) || isFixed(action));
  const actions = new Set<Action>(Object.values(table));
  const given = [...actions].flatMap((action): [string, Action][] => {
    const chord = own[action];
    return chord === undefined || chord === '' || isFixed(action) ? [] : [[chord, action]];
  });
  return Object.fromEntries([...kept, ...given]);
}

/** The chord that an action has now; empty: none. */
export function chordNow(action: string, own: Table): string {
  for (const table of Object.values(keyTables)) {
    const found = Object.entries(withOwn(table, own)).find(([, other]) => other === action);
    if (found) return found[0];
  }
  return '';
}

/** What else a chord does where the action is: in its own tables, and everywhere. An action that is everywhere meets all. */
export function conflicts(action: string, chord: string, own: Table): string[] {
  const isIn = (scope: Scope) => Object.values(keyTables[scope]).includes(action);
  const scopes = (Object.keys(keyTables) as Scope[]).filter((scope) => scope === 'global' || isIn('global') || isIn(scope));
  const others = scopes.flatMap((scope) => Object.entries(withOwn(keyTables[scope], own)).flatMap(([other, what]) => (other === chord && what !== action ? [what] : [])));
  return [...new Set(others)];
}

/** The keys of a chord, one after the other; the last one may be the plus itself. */
function partsOf(chord: string): string[] {
  return chord.split(/\+(?=.)/);
}

/** Whether a chord can be given to an action: no key that only holds others, and none that moves about. */
export function canBeOwn(chord: string): boolean {
  const key = partsOf(chord).at(-1) ?? '';
  return chord !== '' && !/^(Control|Shift|Alt|Meta|AltGraph|CapsLock|Tab|Escape|Enter|Space|Dead|Process|Unidentified|Home|End|PageUp|PageDown|Arrow\w+)$/.test(key) && !/^[0-9]$/.test(chord);
}

/** What of a keyboard event matters; tests make them by hand. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The name of a pressed chord in the tables: `Mod+Shift+C`, `B`, `?`. Empty for chords that are not ours. */
export function chordOf(event: KeyPress, mac = isMac): string {
  if (event.altKey) return '';
  const mod = mac ? event.metaKey : event.ctrlKey;
  if (mac ? event.ctrlKey : event.metaKey) return '';
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  // Signs already carry their Shift; letters and named keys do not.
  const shift = event.shiftKey && (key.length > 1 || /[A-Z]/.test(key));
  return `${mod ? 'Mod+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

/** Whether keys go into a text just now. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  return target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type);
}

/** A chord as it is printed on a key cap: `Ctrl`, `⌘`, `↵`. */
export function keyCaps(chord: string, mac = isMac): string[] {
  const caps: Record<string, string> = {
    Mod: mac ? '⌘' : 'Ctrl',
    '-': '−',
    Shift: mac ? '⇧' : 'Shift',
    Alt: mac ? '⌥' : 'Alt',
    Enter: '↵',
    Space: 'Space',
    Escape: 'Esc',
    Delete: 'Del',
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  return partsOf(chord).map((part) => caps[part] ?? part);
}
