/** English for what goes out to other programs: exports, names of files, contact sheets. */
import type { WhyLeftOut } from '../generated/contract';
import type { NameToken } from '../names';
import { count } from './count';

const clips = (n: number) => count(n, 'clip', 'clips');

export const exporting = {
  menu: 'Export',
  folder: 'Export as a folder…',
  title: (n: number) => `Export ${clips(n)}`,
  names: 'Names of the files',
  namesHint: 'A / makes folders. Copies that you save are called so, too.',
  settingHint: 'For copies that you save, and for exports. In an export a / makes folders.',
  example: 'For example: ',
  insert: (token: string) => `Insert {${token}}`,
  tokens: {
    date: 'day',
    time: 'time',
    model: 'model',
    server: 'server',
    prompt: 'first words',
    seed: 'seed',
    take: 'number of the take',
    width: 'pixels across',
    height: 'pixels down',
    seconds: 'length',
    id: 'end of its id',
  } satisfies Record<NameToken, string>,
  withRecipe: 'With the recipe in each video',
  lists: 'Beside the videos go clips.csv for spreadsheets and clips.json for programs: prompt, settings, what was delivered, what it cost. They name no key, no address and no folder of this computer.',
  notOver: (n: number) => `${count(n, 'take has', 'takes have')} no video and will stand in the lists only.`,
  none: 'None of these has a video yet.',
  choose: 'Choose a folder…',
  again: 'Export again…',
  done: (n: number, size: string) => `${clips(n)} exported, ${size}.`,
  show: 'Show in folder',
  copyFiles: 'Copy the files',
  sheetPdf: 'Contact sheet as PDF…',
  sheetPng: 'Contact sheet as PNG…',
  contact: (n: number) => `Contact sheet · ${clips(n)}`,
  page: (page: number, of: number) => `page ${page} of ${of}`,
  contactSaved: 'Contact sheet saved.',
  tooMany: (most: number) => `A contact sheet takes at most ${most} clips.`,
  left: {
    no_video: (n: number) => `${count(n, 'take has', 'takes have')} no video and ${n === 1 ? 'stands' : 'stand'} in the lists only.`,
    file_missing: (n: number) => `The ${n === 1 ? 'file' : 'files'} of ${count(n, 'take is', 'takes are')} no longer in the library:`,
  } satisfies Record<WhyLeftOut, (n: number) => string>,
};
