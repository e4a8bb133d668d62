/**
 * What the window does not need for its first frame: fetched from the program when it is idle, so that it is there before
 * anybody asks for it, and at the latest when somebody does.
 */
export const later = {
  tiles: () => import('./wall/Row.svelte'),
  captures: () => import('../lib/capture'),
  kept: () => import('./search/Kept.svelte'),
  sheets: () => import('./Sheets.svelte'),
  loupe: () => import('./loupe/Loupe.svelte'),
  asking: () => import('./composer/AskMany.svelte'),
  quit: () => import('./settings/QuitSheet.svelte'),
  compare: () => import('./compare/Compare.svelte'),
  recall: () => import('../lib/recall'),
  menus: () => import('./ownMenus'),
  selection: () => import('./wall/SelectionBar.svelte'),
};

/** Fetches all of it, one after the other. Another language is fetched when somebody chooses it. */
export async function fetchLater(): Promise<void> {
  for (const part of Object.values(later)) await part();
}
