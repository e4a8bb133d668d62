/**
 * Frames and seconds. A player is only ever sent to the middle of a frame: there neither the container's rounding nor the
 * decoder's can show a neighbour. Pure; it knows no element.
 */

/** For a file that does not say how many frames a second it has. */
export const USUAL_FPS = 24;
/** Part of a frame by which a player's clock may fall short of where the frame begins: they count in whole microseconds. */
const SLACK = 0.01;

/** The file's own frames a second, or the usual where it does not say. */
export function rateOf(fps: number | null | undefined): number {
  return typeof fps === 'number' && Number.isFinite(fps) && fps > 0 ? fps : USUAL_FPS;
}

/** The frame that is shown at that moment, counted from 0. */
export function frameAt(time: number, fps: number): number {
  return Math.max(0, Math.floor(time * fps + SLACK));
}

/** When it begins. */
export function startOf(frame: number, fps: number): number {
  return frame / fps;
}

/** Where to seek to for it. */
export function middleOf(frame: number, fps: number): number {
  return (frame + 0.5) / fps;
}

/** How many there are; the last one may be cut short by the container, a sliver of one is none. */
export function framesIn(duration: number, fps: number): number {
  return Math.max(1, Math.ceil(duration * fps - 0.25));
}

/** Where to seek to for `by` frames on or back, within the clip. */
export function stepFrom(time: number, by: number, fps: number, duration: number): number {
  const last = framesIn(duration, fps) - 1;
  const frame = Math.min(last, Math.max(0, frameAt(time, fps) + by));
  // The last one may be so short that its middle lies beyond the end.
  return Math.min(middleOf(frame, fps), Math.max(0, (startOf(frame, fps) + duration) / 2));
}

/**
 * Sends a player there, unless it is there already: Chromium was seen never to end a seek to the very place near the end
 * of a clip at which it stood.
 */
export function send(player: { currentTime: number; readonly seeking: boolean }, to: number): void {
  if (player.seeking || Math.abs(player.currentTime - to) > 1e-6) player.currentTime = to;
}

/** Where to seek to so that the frame of that moment is shown. */
export function settle(time: number, fps: number, duration: number): number {
  return stepFrom(time, 0, fps, duration);
}
