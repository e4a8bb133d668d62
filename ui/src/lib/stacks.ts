/**
 * Which takes of the wall stand in one tile. Takes of one press that have the same words are takes of one shot: a stack. What
 * waits for a person never hides in one, because a decision about money has to be in sight. Pure; it knows no element.
 */
import type { JobId } from './backend';
import type { JobView, State } from './generated/contract';

export interface Stack {
  /** The press and the words that its takes have in common. */
  readonly key: string;
  /** In the order of the wall. */
  readonly takes: readonly JobId[];
  /** How many of them the engine still works on. */
  readonly live: number;
}

/** What has a tile of its own: a job, or a closed stack. */
export interface Unit {
  /** Stays the same whichever take stands for a closed stack. */
  readonly key: string;
  /** The take that stands for it. */
  readonly id: JobId;
  /** What keys, presses and the selection mean by it: the job, or every take of a closed stack. */
  readonly takes: readonly JobId[];
  /** The stack that it is, or that it is a take of. */
  readonly stack: Stack | null;
}

/** How near a take without a clip is to one; `null`: it is not on its way. */
const WAY: Readonly<Record<State, number | null>> = {
  draft: 0,
  submitting: 1,
  queued: 2,
  running: 3,
  completed: 4,
  downloading: 5,
  ready: null,
  cancelled: null,
  unconfirmed: null,
  failed: null,
  expired: null,
  held: null,
};

export function isClosed(unit: Unit): boolean {
  return unit.takes.length > 1;
}

const isLive = (job: JobView) => WAY[job.state] !== null;
const isClip = (job: JobView) => job.state === 'ready' && job.video !== null;

/** A clip, one on its way, or one that was stopped: nothing that has to be decided, and nothing that was thrown away. */
function isStackable(job: JobView): boolean {
  if (job.trashed_at !== null) return false;
  return isClip(job) || isLive(job) || job.state === 'cancelled';
}

const keyOf = (job: JobView) => `${job.batch}\n${job.prompt}`;

/** The tiles of the wall for its jobs, in their order: a stack stands where its first take does. `open`: keys of open stacks. */
export function pile(jobs: readonly JobView[], open: ReadonlySet<string>): Unit[] {
  const groups = new Map<string, JobView[]>();
  for (const job of jobs) {
    if (!isStackable(job)) continue;
    const group = groups.get(keyOf(job));
    if (group === undefined) groups.set(keyOf(job), [job]);
    else group.push(job);
  }
  const units: Unit[] = [];
  for (const job of jobs) {
    const group = isStackable(job) ? (groups.get(keyOf(job)) ?? []) : [];
    if (group.length < 2) units.push(alone(job.id));
    else if (group[0] === job) units.push(...stacked(keyOf(job), group, open));
  }
  return units;
}

/** A job that is in no stack. */
export function alone(id: JobId): Unit {
  return { key: id, id, takes: [id], stack: null };
}

function stacked(key: string, group: readonly JobView[], open: ReadonlySet<string>): Unit[] {
  const takes = group.map((job) => job.id);
  const stack: Stack = { key, takes, live: group.filter(isLive).length };
  if (open.has(key)) return takes.map((id) => ({ ...alone(id), stack }));
  return [{ key, id: faceOf(group), takes, stack }];
}

/** The clip that is thought most of, or else the take that will be one first. */
function faceOf(group: readonly JobView[]): JobId {
  const worth = (job: JobView) => (isClip(job) ? 100 + (job.favourite ? 10 : 0) + job.rating : (WAY[job.state] ?? -1));
  return group.reduce((best, job) => (worth(job) > worth(best) ? job : best)).id;
}

/** All other takes of its stack. */
export function othersOf(unit: Unit): JobId[] {
  return (unit.stack?.takes ?? []).filter((id) => id !== unit.id);
}

/** Where takes of an open stack lie side by side in a row: drawn behind them, so that they are seen to belong together. */
export interface Tray {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  /** The stack begins, or ends, in this row. */
  readonly begins: boolean;
  readonly ends: boolean;
}

export function traysOf(tiles: readonly { readonly id: JobId; readonly x: number; readonly width: number }[], unitOf: (id: JobId) => Unit | undefined): Tray[] {
  const trays: Tray[] = [];
  for (const { id, x, width } of tiles) {
    const unit = unitOf(id);
    if (unit === undefined || unit.stack === null || isClosed(unit)) continue;
    const { key, takes } = unit.stack;
    const before = trays.at(-1);
    const ends = takes.at(-1) === id;
    if (before?.key === key) trays[trays.length - 1] = { ...before, width: x + width - before.x, ends };
    else trays.push({ key, x, width, begins: takes[0] === id, ends });
  }
  return trays;
}
