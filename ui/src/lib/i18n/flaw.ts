/** How a sentence says what is wrong with a backup: the same in each language, with its own words. */
import type { BackupFlaw } from '../generated/contract';

/** The sentence for the flaw of a broken backup. */
export function flawOf(flaws: Readonly<Record<BackupFlaw, (name: string) => string>>, params: Record<string, string | undefined>): string {
  const reason = params['reason'] ?? '';
  return Object.hasOwn(flaws, reason) ? flaws[reason as BackupFlaw](params['name'] ?? '') : '';
}
