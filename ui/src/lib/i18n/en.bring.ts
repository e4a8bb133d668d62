/** English for clips that came as files: what the wall says of them. The sheets have theirs in `en.clips`. */
export const bring = {
  file: 'File',
  pick: 'Bring in videos…',
  noRecipe: 'This file brought no recipe.',
};
