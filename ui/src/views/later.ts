import { learn } from '../lib/i18n';

/**
 * What the window does not need for its first frame: fetched from the program when it is idle, so that it is there before
 * anybody asks for it, and at the latest when somebody does.
 */
export const later = {
  sheets: () => import('./Sheets.svelte'),
  loupe: () => import('./loupe/Loupe.svelte'),
  compare: () => import('./compare/Compare.svelte'),
  selection: () => import('./wall/SelectionBar.svelte'),
};

/** Fetches all of it, one after the other, and the language that another setting would ask for. */
export async function fetchLater(): Promise<void> {
  await learn('zh-CN');
  for (const part of Object.values(later)) await part();
}
