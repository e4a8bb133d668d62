/** What a change of marks takes back, and how tags and collections are written in the search line. Pure; it knows no window. */
import type { JobId } from './backend';
import type { JobView, Mark } from './generated/contract';

/** What takes are put under. */
export type LabelKind = 'tag' | 'collection';

/** Most stars. */
export const STARS = 5;

/** A change for some jobs. */
export interface Change {
  readonly ids: readonly JobId[];
  readonly mark: Mark;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** What a take has of one kind. */
export function labelsOf(job: JobView, kind: LabelKind): readonly string[] {
  return kind === 'tag' ? job.tags : job.collections;
}

export function hasLabel(job: JobView, kind: LabelKind, name: string): boolean {
  return labelsOf(job, kind).some((other) => same(other, name));
}

/** Whether all of them have it, some, or none. */
export function shareOf(jobs: readonly JobView[], kind: LabelKind, name: string): 'all' | 'some' | 'none' {
  const count = jobs.filter((job) => hasLabel(job, kind, name)).length;
  if (count === 0) return 'none';
  return count === jobs.length ? 'all' : 'some';
}

/** Those of these jobs that a change changes. */
export function changedBy(jobs: readonly JobView[], mark: Mark): JobView[] {
  return jobs.filter((job) => {
    switch (mark.kind) {
      case 'favourite':
        return job.favourite !== mark.on;
      case 'rating':
        return job.rating !== mark.stars;
      case 'tag':
      case 'collection':
        return hasLabel(job, mark.kind, mark.name) !== mark.on;
    }
  });
}

/** What puts these jobs back as they are, once a change was made. Those that the change leaves alone stay out of it. */
export function inverse(before: readonly JobView[], mark: Mark): Change[] {
  const jobs = changedBy(before, mark);
  if (jobs.length === 0) return [];
  if (mark.kind !== 'rating') return [{ ids: jobs.map(({ id }) => id), mark: { ...mark, on: !mark.on } }];
  const stars = [...new Set(jobs.map(({ rating }) => rating))].sort((a, b) => a - b);
  return stars.map((one) => ({ ids: jobs.filter(({ rating }) => rating === one).map(({ id }) => id), mark: { kind: 'rating', stars: one } }));
}

/** The one form in which the search line has a tag or a collection. */
export function searchFor(kind: LabelKind, name: string): string {
  const bare = !/\s/u.test(name) && !name.startsWith('"');
  return `${kind}:${bare ? name : `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`}`;
}

/** Where the keys go when some tiles leave: to the next one that stays, else to the one before. They stay where nothing leaves. */
export function neighbourOf(order: readonly JobId[], gone: readonly JobId[], from: JobId | null): JobId | null {
  const leaves = new Set(gone);
  if (from === null || !leaves.has(from)) return from;
  const at = order.indexOf(from);
  const stays = (id: JobId) => !leaves.has(id);
  return order.slice(at + 1).find(stays) ?? order.slice(0, Math.max(0, at)).findLast(stays) ?? null;
}

/** Names that fit what is typed: those that begin so come first. One that is exactly that is marked by its place, the first. */
export function fitting(names: readonly string[], typed: string): string[] {
  const wanted = typed.trim().toLowerCase();
  const fits = names.filter((name) => name.toLowerCase().includes(wanted));
  const rank = (name: string) => (same(name, wanted) ? 0 : name.toLowerCase().startsWith(wanted) ? 1 : 2);
  return fits.sort((a, b) => rank(a) - rank(b));
}
