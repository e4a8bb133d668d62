/**
 * Justified rows: every tile keeps its own shape, every full row has the full width. Pure, one pass, no measuring, so a
 * long wall is laid out in a few milliseconds and only what is near the viewport needs nodes.
 */

/** What the layout knows of a tile. */
export interface Shaped {
  readonly id: string;
  readonly day: string;
  /** Width by height. */
  readonly aspect: number;
  /** It shows words instead of a picture and needs room for them. */
  readonly card: boolean;
}

export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly width: number;
}

export interface Row {
  /** Pixels below the top of its section, under the header. */
  readonly top: number;
  readonly height: number;
  readonly tiles: readonly Placed[];
}

export interface Section {
  readonly day: string;
  readonly top: number;
  readonly height: number;
  readonly rows: readonly Row[];
  /** How much of it, at its end, is not loaded; as high as it is likely to be. */
  readonly blank: number;
}

export interface Measures {
  /** Pixels across that the rows may use. */
  readonly width: number;
  /** Wished height of a row. */
  readonly rowHeight: number;
  readonly gap: number;
  /** Height of a day header, and the space under a section. */
  readonly header: number;
  readonly footer: number;
  /** A row with a card is at least this high, and the card this wide. */
  readonly cardHeight: number;
  readonly cardWidth: number;
}

/** How far a row may be stretched to reach the right edge; beyond it stays ragged. */
const MAX_STRETCH = 1.4;

/** Lays out tiles that are already in order; a change of `day` begins a section. */
export function justify(tiles: readonly Shaped[], measures: Measures): Section[] {
  const sections: Section[] = [];
  let top = 0;
  for (let from = 0; from < tiles.length;) {
    const day = tiles[from]?.day ?? '';
    let to = from;
    while (to < tiles.length && tiles[to]?.day === day) to += 1;
    const rows = rowsOf(tiles.slice(from, to), measures);
    const last = rows.at(-1);
    const height = measures.header + (last ? last.top + last.height : 0) + measures.footer;
    sections.push({ day, top, height, rows, blank: 0 });
    top += height;
    from = to;
  }
  return sections;
}

/** A day of the wall of which not everything is loaded. */
export interface Missing {
  readonly day: string;
  /** Width by height of what is not there, added up. */
  readonly breadth: number;
}

/** Days and parts of days that are not loaded, as high as they are likely to be, among those that are. `up`: the oldest first. */
export function withBlanks(sections: readonly Section[], missing: readonly Missing[], up: boolean, m: Measures): Section[] {
  const blanks = new Map(missing.map(({ day, breadth }) => [day, roughHeight(breadth, m)]));
  const loaded = new Set(sections.map(({ day }) => day));
  const empty = missing.filter(({ day }) => !loaded.has(day)).map(({ day }): Section => ({ day, top: 0, height: m.header + m.footer, rows: [], blank: 0 }));
  const all = [...sections, ...empty].sort((a, b) => (a.day < b.day === up ? -1 : 1));
  let top = 0;
  return all.map((section) => {
    const blank = blanks.get(section.day) ?? 0;
    const gap = blank > 0 && section.rows.length > 0 ? m.gap : 0;
    const placed = { ...section, top, height: section.height + gap + blank, blank };
    top += placed.height;
    return placed;
  });
}

function roughHeight(breadth: number, m: Measures): number {
  const rows = Math.max(1, Math.round((breadth * m.rowHeight) / m.width));
  return rows * (m.rowHeight + m.gap) - m.gap;
}

function rowsOf(tiles: readonly Shaped[], m: Measures): Row[] {
  const rows: Row[] = [];
  let top = 0;
  for (let from = 0; from < tiles.length;) {
    const { count, height, full } = breakRow(tiles, from, m);
    const row = place(tiles.slice(from, from + count), height, top, full, m);
    rows.push(row);
    top += row.height + m.gap;
    from += count;
  }
  return rows;
}

/** How many tiles the row takes and how high it becomes. */
function breakRow(tiles: readonly Shaped[], from: number, m: Measures): { count: number; height: number; full: boolean } {
  let cards = false;
  let before: Break | null = null;
  for (let count = 1; from + count <= tiles.length; count += 1) {
    const tile = tiles[from + count - 1];
    if (!tile) break;
    cards ||= tile.card;
    const wished = wish(cards, m);
    const low = cards ? m.cardHeight : m.rowHeight * 0.6;
    const sum = widthOf(tiles.slice(from, from + count), wished, m) / wished;
    const height = (m.width - m.gap * (count - 1)) / sum;
    if (height <= wished) return finish(before, { count, height, cards }, { wished, low }, m);
    before = { count, height, cards };
  }
  const wished = wish(cards, m);
  const count = before?.count ?? 1;
  // The last row keeps its wished height unless it is almost full anyway.
  if (before && before.height <= wished * 1.12) return { count, height: before.height, full: true };
  return { count, height: wished, full: false };
}

interface Break {
  readonly count: number;
  readonly height: number;
  /** A card is among them. */
  readonly cards: boolean;
}

function wish(cards: boolean, m: Measures): number {
  return cards ? Math.max(m.rowHeight, m.cardHeight) : m.rowHeight;
}

/** Whichever is nearer to the wish: with the tile that no longer fits, or without it. */
function finish(without: Break | null, with_: Break, { wished, low }: { wished: number; low: number }, m: Measures): { count: number; height: number; full: boolean } {
  if (!without) return { ...with_, full: true };
  const nearer = without.height / wished < wished / with_.height && without.height <= wished * MAX_STRETCH;
  if (with_.height >= low && !nearer) return { ...with_, full: true };
  // Cards take the width that is left; pictures keep their shape, and a row that would become too high stays ragged. The card that no
  // longer fits is not among them.
  const own = wish(without.cards, m);
  if (without.cards) return { count: without.count, height: own, full: true };
  const height = Math.min(without.height, own * MAX_STRETCH);
  return { count: without.count, height, full: height === without.height };
}

/** Puts the tiles of one row side by side. Words need no shape: in a row with cards, the cards take up what is left over. */
function place(tiles: readonly Shaped[], height: number, top: number, full: boolean, m: Measures): Row {
  const cards = tiles.filter((tile) => tile.card).length;
  const tall = full && cards > 0 ? Math.min(height, Math.max(m.rowHeight, m.cardHeight)) : height;
  const room = m.width - m.gap * (tiles.length - 1);
  const spare = full && cards > 0 ? (room - widthOf(tiles, tall, m)) / cards : 0;
  const placed: Placed[] = [];
  let x = 0;
  tiles.forEach((tile, index) => {
    const exact = aspectOf(tile, m, tall) * tall + (tile.card ? spare : 0);
    const last = full && index === tiles.length - 1;
    const width = last ? m.width - x : Math.min(Math.round(exact), m.width);
    placed.push({ id: tile.id, x, width });
    x += width + m.gap;
  });
  return { top, height: Math.round(tall), tiles: placed };
}

function widthOf(tiles: readonly Shaped[], height: number, m: Measures): number {
  return tiles.reduce((sum, tile) => sum + aspectOf(tile, m, height) * height, 0);
}

function aspectOf(tile: Shaped, m: Measures, height: number): number {
  if (!tile.card) return Math.min(Math.max(tile.aspect, 0.4), 3.2);
  return Math.max(Math.min(tile.aspect, 1.6), m.cardWidth / Math.max(height, m.cardHeight));
}

/** A tile with its place on the whole wall. */
export interface Spot extends Placed {
  readonly y: number;
  readonly height: number;
}

/** Rows from top to bottom with absolute places, for moving with the arrow keys. */
export function lines(sections: readonly Section[], header: number): Spot[][] {
  return sections.flatMap((section) =>
    section.rows.map((row) => row.tiles.map((tile) => ({ ...tile, y: section.top + header + row.top, height: row.height }))),
  );
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The tile that an arrow key leads to; `null` if there is none that way. */
export function neighbour(rows: readonly (readonly Spot[])[], id: string, direction: Direction): string | null {
  const line = rows.findIndex((row) => row.some((spot) => spot.id === id));
  const row = rows[line];
  const at = row?.findIndex((spot) => spot.id === id) ?? -1;
  const here = row?.[at];
  if (!row || !here) return null;
  switch (direction) {
    case 'left':
      return (row[at - 1] ?? rows[line - 1]?.at(-1))?.id ?? null;
    case 'right':
      return (row[at + 1] ?? rows[line + 1]?.[0])?.id ?? null;
    case 'up':
    case 'down': {
      const other = rows[line + (direction === 'up' ? -1 : 1)];
      const middle = here.x + here.width / 2;
      return nearest(other, middle)?.id ?? null;
    }
  }
}

function nearest(row: readonly Spot[] | undefined, x: number): Spot | null {
  let best: Spot | null = null;
  let distance = Infinity;
  for (const spot of row ?? []) {
    const off = Math.abs(spot.x + spot.width / 2 - x);
    if (off < distance) [best, distance] = [spot, off];
  }
  return best;
}
