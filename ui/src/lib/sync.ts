/**
 * Several clips on one clock: where each of them stands when the clock says so, and when one that fell behind or ran
 * ahead is put right. Pure; it knows no element, and the time of day comes in.
 */
import { framesIn, middleOf, settle } from './frames';

/** What a clip does that is shorter than the clock: it stays on its last frame, or begins again. */
export type Short = 'hold' | 'loop';

/** What the clock knows of a clip. */
export interface Timed {
  /** Seconds; 0 while it is not known. */
  readonly duration: number;
  readonly fps: number;
}

export interface Place {
  /** Seconds in the clip itself. */
  readonly at: number;
  /** It is over and waits for the clock. */
  readonly held: boolean;
}

/** Where a clip stands when the clock is at `time`. */
export function placeOf(time: number, { duration, fps }: Timed, short: Short): Place {
  if (duration <= 0 || time < duration) return { at: Math.max(0, time), held: false };
  if (short === 'loop') return { at: time % duration, held: false };
  return { at: middleOf(framesIn(duration, fps) - 1, fps), held: true };
}

/** Where a clip that stands still is sent to, so that its own frame of that moment is shown. */
export function stillOf(time: number, clip: Timed, short: Short): number {
  return settle(placeOf(time, clip, short).at, clip.fps, clip.duration);
}

/** The clip that the clock is read from: the longest, so that it never has to wait. -1 without any. */
export function leadOf(clips: readonly (Timed | null)[]): number {
  let lead = -1;
  clips.forEach((clip, index) => {
    if (clip !== null && clip.duration > (clips[lead]?.duration ?? 0)) lead = index;
  });
  return lead;
}

/** Seconds off the clock: positive ahead, negative behind. In a loop both ways round are possible; the shorter one counts. */
export function driftOf(expected: number, actual: number, duration: number, short: Short): number {
  const off = actual - expected;
  if (short === 'hold' || duration <= 0 || Math.abs(off) <= duration / 2) return off;
  return off > 0 ? off - duration : off + duration;
}

/** Beyond this a clip is put right. */
export const TOLERANCE_FRAMES = 0.5;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 6400;

/**
 * Puts one clip right by seeking. A seek takes time in which the clock runs on: how long is learned, and aimed for. On a
 * machine too slow to keep up, each try in a row that did not help waits twice as long, so that it never only seeks.
 */
export class Follower {
  #cost = 0.05;
  #next = 0;
  #pause = FIRST_PAUSE_MS;
  #begun: number | null = null;

  /** Where to seek to now; `null`: nowhere. `drift` and the rest in seconds, `now` in milliseconds. */
  correct(drift: number, expected: number, fps: number, speed: number, now: number): number | null {
    if (Math.abs(drift) * fps <= TOLERANCE_FRAMES) {
      if (now >= this.#next) this.#pause = FIRST_PAUSE_MS;
      return null;
    }
    if (now < this.#next || this.#begun !== null) return null;
    this.#next = now + this.#pause;
    this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2);
    this.#begun = now;
    return expected + this.#cost * speed;
  }

  /** The element says that it is there. */
  arrived(now: number): void {
    if (this.#begun === null) return;
    const took = Math.min(1, (now - this.#begun) / 1000);
    this.#cost += (took - this.#cost) / 2;
    this.#begun = null;
  }

  /** All clips were sent somewhere else: nothing of before counts. */
  reset(): void {
    this.#begun = null;
    this.#next = 0;
    this.#pause = FIRST_PAUSE_MS;
  }
}
