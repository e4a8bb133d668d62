/**
 * What stays where it is while the wall above it becomes longer or shorter: the row at the upper edge of the view, or a part of
 * a day that is not loaded. Works on the layout, because WebKitGTK keeps no place by itself. Pure.
 */
import type { Section } from '../../lib/layout';

export interface Anchor {
  readonly day: string;
  /** The first tile of the row; `null`: nothing is loaded there. */
  readonly id: string | null;
  /** Pixels below the top of the row, or of the day. */
  readonly below: number;
  /** Where in the day that is, from 0 to 1. */
  readonly part: number;
}

export function anchorAt(sections: readonly Section[], scrolled: number, header: number): Anchor | null {
  const section = sections.findLast(({ top }) => top <= scrolled);
  if (section === undefined) return null;
  const inside = scrolled - section.top;
  const row = section.rows.findLast((one) => header + one.top <= inside + header);
  const end = row === undefined ? 0 : header + row.top + row.height;
  const loaded = row !== undefined && inside <= end;
  return {
    day: section.day,
    id: loaded ? (row.tiles[0]?.id ?? null) : null,
    below: loaded ? inside - header - row.top : inside,
    part: inside / section.height,
  };
}

/** How far the wall is scrolled when the anchor is where it was; `null`: its day is gone. */
export function scrollFor(anchor: Anchor, sections: readonly Section[], header: number): number | null {
  const section = sections.find(({ day }) => day === anchor.day);
  if (section === undefined) return null;
  const row = anchor.id === null ? undefined : section.rows.find(({ tiles }) => tiles.some(({ id }) => id === anchor.id));
  if (row !== undefined) return section.top + header + row.top + anchor.below;
  // What has come in its place is as far on in its day. Its header stays in sight as it was.
  if (anchor.id === null && section.rows.length > 0 && anchor.below > header) return section.top + Math.round(anchor.part * section.height);
  return section.top + Math.min(anchor.below, section.height);
}
