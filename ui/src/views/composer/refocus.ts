/** Keeps the focus where it was used when what had it is gone: a full slot has other buttons than an empty one. */
import { tick } from 'svelte';
import type { Role } from '../../lib/generated/contract';

/** Focuses the place of a picture, unless the focus is somewhere by now. */
export async function refocusSlot(role: Role): Promise<void> {
  await tick();
  const at = document.activeElement;
  if (at !== null && at !== document.body) return;
  document.querySelector<HTMLElement>(`[data-slot=${role}] button`)?.focus({ preventScroll: true });
}
