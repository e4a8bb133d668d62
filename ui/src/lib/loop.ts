/**
 * In and out points: whole frames, from the beginning of the first to the end of the last, so that a loop shows exactly
 * the frames that were on the screen when the keys were pressed. Pure; seconds come in and go out.
 */
import { frameAt, startOf } from './frames';

export interface Points {
  /** Seconds; `null`: the clip's own beginning. */
  readonly from: number | null;
  /** Seconds; `null`: the clip's own end. */
  readonly to: number | null;
}

export const WHOLE: Points = { from: null, to: null };

/** At most so long before the out point a loop turns, so that the frame behind it never flashes. */
const EARLY_S = 0.01;

/** The frame that is shown becomes the first; an end that lies before it is given up. */
export function withIn({ to }: Points, time: number, fps: number): Points {
  const from = startOf(frameAt(time, fps), fps);
  return { from, to: to !== null && to <= from ? null : to };
}

/** The frame that is shown becomes the last. */
export function withOut({ from }: Points, time: number, fps: number): Points {
  const to = startOf(frameAt(time, fps) + 1, fps);
  return { from: from !== null && from >= to ? null : from, to };
}

/** Where playing begins and ends. */
export function range({ from, to }: Points, duration: number): readonly [number, number] {
  return [Math.min(from ?? 0, duration), Math.min(to ?? duration, duration)];
}

/** Whether playing has come to the out point. The end of the clip is the player's own to tell. */
export function isOver(points: Points, time: number, fps: number): boolean {
  return points.to !== null && time >= points.to - Math.min(EARLY_S, 0.5 / fps);
}

/** Where playing begins from here: on, or at the in point if here is outside. */
export function entry(points: Points, time: number, duration: number, fps: number): number {
  const [from, to] = range(points, duration);
  return time < from - 0.5 / fps || time >= to - 0.001 || isOver(points, time, fps) ? from : time;
}

/** A walk backwards: past the in point a loop goes on from the out point, and anything else ends there. */
export function walked(points: Points, time: number, duration: number, looping: boolean): { readonly time: number; readonly over: boolean } {
  const [from, to] = range(points, duration);
  if (time > from) return { time: Math.min(time, to), over: false };
  return looping ? { time: to, over: false } : { time: from, over: true };
}
