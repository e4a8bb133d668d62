/** How fast a clip runs: the speeds to choose from, and J and L, of which each press the same way is faster. Pure. */

export const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4] as const;
const SHUTTLE = [1, 2, 4] as const;

/** The shuttle after a press: negative runs backwards, and the other way begins anew. `now` 0 is none. */
export function pushed(now: number, direction: 1 | -1): number {
  const place = SHUTTLE.findIndex((speed) => speed === now * direction);
  const next = SHUTTLE[Math.min(SHUTTLE.length - 1, place + 1)] ?? 1;
  return next * direction;
}

/** The next slower or faster speed of the list; from one that is not in it, the next that way. */
export function nudged(speed: number, by: 1 | -1): number {
  const others = SPEEDS.filter((other) => (by > 0 ? other > speed : other < speed));
  return (by > 0 ? others[0] : others.at(-1)) ?? speed;
}
