/**
 * English for looking closely: the frame that is shown, what a clip came from, several clips on one clock, and the
 * selection that leads there.
 */
import type { Descent } from '../lineage';
import { count } from './count';
import { whole } from '../intl';

export const shots = {
  use: 'Use this frame',
  save: 'Save as PNG…',
  copy: 'Copy the frame',
  as: { first: 'As first frame', last: 'As last frame', reference: 'As reference' },
  newShot: 'Last frame → new shot',
  saved: 'Frame saved.',
  copied: 'Frame copied.',
  used: (role: string) => `${role}: it is in the form now.`,
} as const;

export const lineage = {
  title: 'Lineage',
  from: 'From',
  became: 'Became',
  how: {
    create: 'made of it',
    remix: 'remix',
    edit: 'edit',
    extend: 'extension',
    import: 'found on the server',
    frame: 'new shot from a frame',
    cut: 'piece cut from it',
  } satisfies Record<Descent, string>,
  away: 'no longer in Rushes',
  sameAsParent: 'The same words as its parent.',
  against: { parent: 'Changes against its parent are marked', take: 'Changes against the take before are marked' },
  added: 'added:',
  removed: 'removed:',
} as const;

export const compare = {
  open: 'Compare',
  takes: 'Compare takes',
  title: (n: number) => `Compare ${count(n, 'clip', 'clips')}`,
  back: 'Close the comparison',
  choose: (most: number) => `Select 2 to ${most} finished clips to compare them.`,
  clip: (n: number) => `Clip ${n}`,
  alone: (n: number) => `Clip ${n} alone`,
  together: 'All together',
  look: 'What is shown',
  blink: 'Blink',
  blinkHint: (a: number, b: number) => `Clip ${a} and clip ${b} in turn, in the same place`,
  pick: 'Pick',
  pickHint: (n: number) => `Mark clip ${n} as favourite. The others stay as they are.`,
  picked: 'Picked',
  pickedToast: 'Marked as favourite. The others stay as they are.',
  removeOthers: (n: number) => `Move the other ${n === 1 ? 'one' : n} to the trash`,
  sound: (n: number) => `Sound of clip ${n}`,
  shorter: 'Shorter clips',
  hold: 'Hold last frame',
  loop: 'Start again',
  held: 'over · last frame',
} as const;

export const selection = {
  count: (n: number) => `${whole(n, 'en')} selected`,
  clear: 'Clear the selection',
  bar: 'Selection',
  gathering: 'Selecting everything…',
  most: (n: number) => `${whole(n, 'en')} are selected, as many as go at once. A search or a filter leads to the others.`,
} as const;

export const viewerKeys = {
  lastFrame: 'Last frame → new shot',
  compareTakes: 'Compare the takes',
  compare: 'Compare 2 to 4 selected clips',
  select: 'Select or not',
  extend: 'Select further',
  selectAll: 'Select everything',
  solo: 'One clip alone, or all',
  blink: 'Blink between two',
  choose: 'Choose a clip',
  pick: 'Pick the chosen clip',
  leave: 'Take it out of the comparison',
  closeCompare: 'All together, then back',
} as const;
