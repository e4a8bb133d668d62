/** English for recipes: what comes back into the form, and what goes out with a video. */
import type { Part } from '../parts';

export const recall = {
  use: 'Use…',
  parts: { prompt: 'Use the prompt', seed: 'Use the seed', size: 'Use the size', pictures: 'Use the pictures' } satisfies Record<Part, string>,
  done: {
    size: 'The form has its size.',
    pictures: 'The form has its pictures.',
  } satisfies Record<Exclude<Part, 'prompt' | 'seed'>, string>,
  recipe: 'The form has the recipe.',
  others: 'The form has its other settings.',
  othersVaried: 'The form has its other settings, with a new seed.',
  noServer: (server: string, kept: string) => `${server} is no longer in your list; ${kept} stays.`,
  noModel: (kept: string) => `It names no model; ${kept} stays.`,
  otherModel: (server: string, model: string, kept: string) => `${server} does not list ${model}; ${kept} stays.`,
  noPictures: (n: number) => (n === 1 ? 'One of its pictures is not in this library.' : `${n} of its pictures are not in this library.`),
  leftOut: (names: string) => `Handed on without ${names}.`,
  comma: ', ',
  open: 'Open recipe…',
  save: 'Save recipe…',
  saved: 'Recipe saved.',
  saveBare: 'Save a copy without recipe…',
  privacy: 'Privacy',
  inFiles: 'Put the recipe into each video',
  inFilesHint: 'Dropped here again, the file brings back its prompt and settings, for anybody who has it. It names no server, key or file. Counts for videos that arrive from now on.',
};
