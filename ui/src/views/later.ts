/**
 * What the window does not need for its first frame: fetched from the program when somebody is at it, so that it is there before
 * anybody asks for it, and at the latest when somebody does.
 */
export const later = {
  tiles: () => import('./wall/Row.svelte'),
  captures: () => import('../lib/capture'),
  kept: () => import('./search/Kept.svelte'),
  sheets: () => import('./Sheets.svelte'),
  loupe: () => import('./loupe/Loupe.svelte'),
  quit: () => import('./settings/QuitSheet.svelte'),
  compare: () => import('./compare/Compare.svelte'),
  selection: () => import('./wall/SelectionBar.svelte'),
};

/** What a person at the window does before anything that needs more than the first frame. */
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;

/**
 * Fetches all of it, one after the other, at the first sign of a person: a window that waits for its downloads with nobody at it,
 * or that was started with the computer, needs no memory for it. Another language is fetched when somebody chooses it.
 */
export function fetchForSomebody(): void {
  const begin = (): void => {
    for (const sign of SIGNS) removeEventListener(sign, begin, true);
    void fetchAll();
  };
  for (const sign of SIGNS) addEventListener(sign, begin, { capture: true, passive: true });
}

async function fetchAll(): Promise<void> {
  for (const part of Object.values(later)) await part();
}
