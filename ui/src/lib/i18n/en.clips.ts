/** English for the sheets and messages of files that are brought in, and of pieces that are cut: no word of the first frame. */
import { count } from './count';

const ask = {
  title: 'What is this video for?',
  carries: (name: string) => `${name} carries its recipe:`,
  settings: 'Use its settings',
  settingsHint: 'The form gets its prompt, model and settings. Nothing is sent.',
  take: 'Bring into the library',
  takeHint: 'A copy becomes a clip on the wall. The original stays where it is.',
  busy: (n: number) => `Bringing in ${count(n, 'video', 'videos')}…`,
  done: (n: number) => `${count(n, 'video', 'videos')} brought in.`,
  show: 'Show',
  others: (n: number) => `${count(n, 'more file was', 'more files were')} not taken.`,
};

/** In the loupe of a clip that came as a file. */
const loupe = {
  from: 'From',
  name: 'Name',
  came: 'Brought in',
};

const cut = {
  open: 'Cut and export…',
  title: 'Cut and export',
  from: 'From (s)',
  to: 'To (s)',
  marks: 'I and O in the loupe set the marks.',
  wrong: (end: string) => `Two numbers from 0 to ${end}, the second one larger.`,
  as: 'As',
  video: 'Video',
  clipHint: 'Nothing is encoded anew, so nothing is lost. An MP4 begins at the mark; a few players, and other formats, begin at the key frame before it.',
  movingHint: 'A moving picture without sound, 15 frames a second. It loops.',
  width: 'Width',
  asIs: 'As it is',
  intoLibrary: 'New clip in the library',
  save: 'Save as…',
  busy: 'Working…',
  saved: 'Saved.',
  made: 'The piece is a clip of its own.',
  missing: 'ffmpeg is not on this computer',
  missingDetail: 'Cutting and exporting are done by ffmpeg. Install it, then look again.',
  command: 'In a terminal:',
  again: 'Look again',
};

export const clips = { ask, loupe, cut };
