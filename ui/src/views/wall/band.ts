/**
 * The rubber band: a press on the empty wall that is pulled over tiles takes them in. It works on the layout and not on
 * nodes, because most of the tiles that a long band covers have none. Pointer events only; it knows no job.
 */
import type { Spot } from '../../lib/layout';

/** Pixels on the content of the wall, not on the screen. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels that a press may wander and still be a press. */
const SLACK = 6;
/** Near an edge the wall moves on under the band. */
const EDGE = 36;
const PACE = 14;

/** The rectangle between two corners. */
export function boxOf(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** The tiles that it touches. */
export function touched(spots: readonly Spot[], box: Box): string[] {
  const hit = (spot: Spot) => spot.x < box.x + box.width && spot.x + spot.width > box.x && spot.y < box.y + box.height && spot.y + spot.height > box.y;
  return spots.filter(hit).map((spot) => spot.id);
}

export interface Stretch {
  /** What is scrolled under it. */
  readonly scroller: HTMLElement;
  /** Pixels from the scroller's inner left edge to where tiles count from. */
  readonly left: number;
  /** A new band, or `null` when it ended. */
  readonly onbox: (box: Box | null) => void;
  /** A press that was never pulled. */
  readonly onpress: () => void;
}

/** Follows a press on the empty wall until the button is let go. */
export function stretch(begun: PointerEvent, { scroller, left, onbox, onpress }: Stretch): void {
  const ended = new AbortController();
  const at = (x: number, y: number) => {
    const edge = scroller.getBoundingClientRect();
    return { x: x - edge.left - left, y: y - edge.top + scroller.scrollTop };
  };
  const from = at(begun.clientX, begun.clientY);
  let [x, y] = [begun.clientX, begun.clientY];
  let pulled = false;
  let running = 0;
  const draw = () => onbox(boxOf(from, at(x, y)));
  const roll = () => {
    const edge = scroller.getBoundingClientRect();
    const by = y < edge.top + EDGE ? -PACE : y > edge.bottom - EDGE ? PACE : 0;
    if (by !== 0) {
      scroller.scrollTop += by;
      draw();
    }
    running = requestAnimationFrame(roll);
  };
  const end = () => {
    ended.abort();
    cancelAnimationFrame(running);
    if (pulled) onbox(null);
  };
  const on = <K extends keyof WindowEventMap>(name: K, run: (event: WindowEventMap[K]) => void) => window.addEventListener(name, run, { signal: ended.signal });
  on('pointermove', (event) => {
    [x, y] = [event.clientX, event.clientY];
    if (!pulled && Math.hypot(x - begun.clientX, y - begun.clientY) <= SLACK) return;
    if (!pulled) running = requestAnimationFrame(roll);
    pulled = true;
    draw();
  });
  on('pointerup', () => {
    end();
    if (!pulled) onpress();
  });
  on('pointercancel', end);
}
