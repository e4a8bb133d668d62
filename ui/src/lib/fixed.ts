/**
 * Which refused jobs were created again in this window with what their refusal taught, and when: the button stays where it was, and a
 * second press is a second video. The contract does not say of a job what it came of, so it is known here alone. Knows no element.
 */
import type { Backend, JobId } from './backend';

interface Fixed {
  readonly made: JobId;
  readonly at: number;
}

const fixed = new Map<JobId, Fixed>();

/** It was created again, and this came of it. */
export function remember(job: JobId, made: JobId, at: number): void {
  fixed.set(job, { made, at });
}

/** When the same was done before; `null` if it never was, or was taken back before it was sent. */
export async function fixedAt(backend: Backend, job: JobId): Promise<number | null> {
  const before = fixed.get(job);
  if (before === undefined) return null;
  const there = await backend.job(before.made).then(() => true, () => false);
  if (!there) fixed.delete(job);
  return there ? before.at : null;
}
