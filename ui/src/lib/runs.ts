/**
 * What is loaded of a wall that is too long to be loaded: runs of tiles that follow each other without a gap. The first begins
 * at the top, the others where somebody jumped to; two that meet become one. Pure; it knows ids and cursors, no engine.
 */
import type { JobId } from './backend';

export interface Run {
  readonly ids: readonly JobId[];
  /** The page that follows it; `null`: it ends with the wall. */
  readonly next: string | null;
}

/** A page as a run, or behind the run that it goes on. What others have of it already makes one run with them. */
export function joined(runs: readonly Run[], at: number, page: Run): Run[] {
  const before = runs.slice(0, at);
  const [here, ...rest] = runs.slice(at);
  let run: Run = { ids: union(here?.ids ?? [], page.ids), next: page.next };
  while (rest.length > 0) {
    const [other, ...others] = rest;
    if (other === undefined) break;
    const known = new Set(other.ids);
    const overlaps = page.ids.some((id) => known.has(id));
    if (!overlaps && run.next !== null) break;
    // Whichever of the two reaches farther knows how it goes on.
    const farther = overlaps && !known.has(page.ids.at(-1) ?? '');
    run = { ids: union(run.ids, other.ids), next: farther ? run.next : other.next };
    rest.splice(0, rest.length, ...others);
    if (!farther) break;
  }
  return [...before, run, ...rest];
}

/** A page that no run leads to, before the run that comes after it. */
export function begun(runs: readonly Run[], at: number, page: Run): Run[] {
  return joined([...runs.slice(0, at), { ids: [], next: null }, ...runs.slice(at)], at, page);
}

function union(a: readonly JobId[], b: readonly JobId[]): JobId[] {
  return [...new Set([...a, ...b])];
}

/** Without some of them. The first run stays also when nothing is left of it: it is the top of the wall. */
export function without(runs: readonly Run[], gone: (id: JobId) => boolean): Run[] {
  return runs.map((run) => ({ ...run, ids: run.ids.filter((id) => !gone(id)) })).filter((run, index) => index === 0 || run.ids.length > 0);
}

/** With one more, as the `place`th of all; `apart`: in the run that begins there and not at the end of the one before. */
export function inserted(runs: readonly Run[], id: JobId, place: number, apart: boolean): Run[] {
  let from = 0;
  const at = runs.findIndex((run, index) => {
    const to = from + run.ids.length;
    const inside = place < to || (place === to && (!apart || index === runs.length - 1));
    if (!inside) from = to;
    return inside;
  });
  return runs.map((run, index) => (index === at ? { ...run, ids: [...run.ids.slice(0, place - from), id, ...run.ids.slice(place - from)] } : run));
}

/**
 * Without what is not kept. A run falls into the parts that are; each ends where a page did, because only there it is known how
 * the wall goes on. `endOf`: the page behind a tile that ended one.
 */
export function parted(runs: readonly Run[], keeps: (id: JobId) => boolean, endOf: (id: JobId) => string | undefined): Run[] {
  return runs.flatMap((run) => partsOf(run, keeps, endOf));
}

function partsOf({ ids, next }: Run, keeps: (id: JobId) => boolean, endOf: (id: JobId) => string | undefined): Run[] {
  const parts: Run[] = [];
  for (let from = ids.findIndex(keeps); from >= 0;) {
    let to = from;
    let end: string | null | undefined;
    for (let id = ids[to]; id !== undefined && (keeps(id) || end === undefined); id = ids[to]) {
      end = endOf(id);
      to += 1;
    }
    parts.push({ ids: ids.slice(from, to), next: to === ids.length ? next : (end ?? next) });
    const more = ids.slice(to).findIndex(keeps);
    from = more < 0 ? -1 : to + more;
  }
  return parts;
}
