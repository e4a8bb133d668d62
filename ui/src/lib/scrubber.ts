/**
 * The strip beside a long wall: which day lies at which height of it, and where months and years begin. A day lies where the
 * strip's thumb is when the wall is scrolled to that day. Pure; it knows no element and no language.
 */

/** A day, and where on the wall it begins. */
export interface Span {
  readonly day: string;
  readonly top: number;
}

export interface Track {
  /** Pixels of the strip. */
  readonly length: number;
  /** How far the wall can be scrolled. */
  readonly range: number;
}

export interface Mark {
  /** Pixels from the top of the strip. */
  readonly at: number;
  readonly day: string;
  readonly kind: 'year' | 'month' | 'day';
  /** There is room for its name. */
  readonly named: boolean;
}

/** Between two marks, and between two names. */
const APART = 6;
const NAME = 22;
/** Of a wall that is shorter the days are marked. */
const MONTHS = 3;

export function isNeeded(total: number, height: number): boolean {
  return height > 0 && total > height * 1.5;
}

export function toStrip(top: number, { length, range }: Track): number {
  return range <= 0 ? 0 : (Math.min(Math.max(top, 0), range) / range) * length;
}

export function toWall(at: number, { length, range }: Track): number {
  return length <= 0 ? 0 : (Math.min(Math.max(at, 0), length) / length) * range;
}

/** The day at a height of the wall, by its place among all; -1 without any. */
export function dayAt(spans: readonly Span[], top: number): number {
  let [from, to] = [0, spans.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    // A scrolled wall is at whole pixels.
    if ((spans[middle]?.top ?? 0) <= top + 1) from = middle + 1;
    else to = middle;
  }
  return spans.length === 0 ? -1 : Math.max(0, from - 1);
}

const monthOf = (day: string) => day.slice(0, 7);
const yearOf = (day: string) => day.slice(0, 4);

function kindOf(span: Span, before: Span, days: boolean): Mark['kind'] | null {
  if (yearOf(span.day) !== yearOf(before.day)) return 'year';
  if (monthOf(span.day) !== monthOf(before.day)) return 'month';
  return days && span.day !== before.day ? 'day' : null;
}

const RANK = { year: 0, month: 1, day: 2 } as const;

/** Where days, months and years begin, as many as there is room for; what is larger goes first. */
export function marksOf(spans: readonly Span[], track: Track): Mark[] {
  const months = new Set(spans.map(({ day }) => monthOf(day))).size;
  const all: Mark[] = [];
  spans.forEach((span, index) => {
    const before = spans[index - 1];
    const kind = before === undefined ? null : kindOf(span, before, months <= MONTHS);
    if (kind !== null) all.push({ at: toStrip(span.top, track), day: span.day, kind, named: false });
  });
  const kept: Mark[] = [];
  const named: Mark[] = [];
  const near = (others: readonly Mark[], mark: Mark, gap: number) => others.some((other) => Math.abs(other.at - mark.at) < gap);
  for (const mark of all.sort((a, b) => RANK[a.kind] - RANK[b.kind] || a.at - b.at)) {
    if (near(kept, mark, APART)) continue;
    const room = !near(named, mark, NAME);
    const one = { ...mark, named: room };
    kept.push(one);
    if (room) named.push(one);
  }
  return kept.sort((a, b) => a.at - b.at);
}

/** The day that a key leads to from one; `null`: the key is not for the strip. */
export function stepped(spans: readonly Span[], from: number, key: string): number | null {
  const last = spans.length - 1;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(last, from + 1);
    case 'PageUp':
      return monthBegin(spans, monthBegin(spans, from) === from ? Math.max(0, from - 1) : from);
    case 'PageDown': {
      const month = monthOf(spans[from]?.day ?? '');
      const next = spans.findIndex(({ day }, index) => index > from && monthOf(day) !== month);
      return next < 0 ? last : next;
    }
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

function monthBegin(spans: readonly Span[], at: number): number {
  const month = monthOf(spans[at]?.day ?? '');
  let first = at;
  while (first > 0 && monthOf(spans[first - 1]?.day ?? '') === month) first -= 1;
  return first;
}
