/** Beginning and end of a piece, as typed. Pure. */

export interface Span {
  /** Seconds; `null`: the clip's own beginning. */
  readonly from: number | null;
  /** Seconds; `null`: the clip's own end. */
  readonly to: number | null;
}

/** Shorter than this is no piece: about one frame. */
const SHORTEST = 0.03;
/** A number was rounded when it was written down. */
const ROUNDED = 0.005;

/** A number as people write it, to the hundredth. */
export function asNumber(seconds: number): string {
  return String(Math.round(seconds * 100) / 100);
}

/** What two numbers stand for in a clip of `end` seconds; `null`: no piece of it. The whole of it is said by nothing. */
export function readSpan(from: string, to: string, end: number | null): Span | null {
  const [first, last] = [read(from), read(to)];
  if (first === null || last === null || last - first < SHORTEST) return null;
  if (end !== null && last > end + ROUNDED) return null;
  return { from: first === 0 ? null : first, to: end !== null && last >= end - ROUNDED ? null : last };
}

function read(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  const value = Number(plain);
  return plain !== '' && Number.isFinite(value) && value >= 0 ? value : null;
}
