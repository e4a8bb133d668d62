/** What a state means to people: the engine works on it, or it waits for them. Pure. */
import type { JobView, State, WallFilter } from './generated/contract';

const LIVE: Readonly<Record<State, boolean>> = {
  draft: true,
  submitting: true,
  unconfirmed: false,
  queued: true,
  running: true,
  completed: true,
  downloading: true,
  ready: false,
  failed: false,
  cancelled: false,
  expired: false,
  held: false,
};

/** Whether the engine still works on it. */
export function isLive(state: State): boolean {
  return LIVE[state];
}

/** Whether it waits for a decision: the chip "Needs you". */
export function needsYou(state: State): boolean {
  return state === 'unconfirmed' || state === 'failed' || state === 'expired' || state === 'held';
}

/** Whether a chip of the wall shows it. */
export function inFilter(job: JobView, filter: WallFilter): boolean {
  switch (filter) {
    case 'everything':
      return true;
    case 'in_progress':
      return isLive(job.state);
    case 'needs_you':
      return needsYou(job.state);
    case 'favourites':
      return job.favourite;
  }
}
