/**
 * What a clip came from and what came from it, and the prompt that its own is read against. Only jobs that the window
 * knows can be named; a child is younger than its parent, so with a parent on the wall its children are there too. Pure.
 */
import type { JobId } from './backend';
import type { Action, JobView } from './generated/contract';
import { fromFile } from './media';

/** How one clip came from another: by a verb of the server, as a new shot that begins or ends with one of its frames, as a piece of it. */
export type Descent = Action | 'frame' | 'cut';

export interface Relative {
  readonly id: JobId;
  readonly how: Descent;
}

/** What a clip was made from: the video that a server remixed, edited or extended, and the clips of which frames were used. */
export function parentsOf(job: JobView): Relative[] {
  const parent: Relative[] = job.parent === null ? [] : [{ id: job.parent, how: fromFile(job) ? 'cut' : job.action }];
  const frames = [...new Set(job.inputs.flatMap((input) => input.frame_of ?? []))];
  return [...parent, ...frames.map((id): Relative => ({ id, how: 'frame' }))];
}

/** What came of it, oldest first. */
export function childrenOf(id: JobId, all: Iterable<JobView>): Relative[] {
  const children = [...all].filter((other) => parentsOf(other).some((parent) => parent.id === id));
  const oldest = children.sort((a, b) => a.created_at - b.created_at || a.take - b.take);
  return oldest.map((child) => ({ id: child.id, how: parentsOf(child).find((parent) => parent.id === id)?.how ?? child.action }));
}

export interface Before {
  readonly prompt: string;
  readonly of: 'parent' | 'take';
}

/** The prompt that changes are marked against: the parent's, else that of the nearest take before it that has another. */
export function promptBefore(job: JobView, takes: readonly JobView[], find: (id: JobId) => JobView | undefined): Before | null {
  const parent = job.parent === null ? undefined : find(job.parent);
  if (parent !== undefined) return parent.prompt === job.prompt ? null : { prompt: parent.prompt, of: 'parent' };
  const earlier = takes.filter((other) => other.take < job.take && other.prompt !== job.prompt).at(-1);
  return earlier === undefined ? null : { prompt: earlier.prompt, of: 'take' };
}
