/**
 * Which part of a wall is loaded next: what is seen, then what the scroll is coming to. It knows the layout and how fast somebody
 * goes along it, and nothing of how pages are asked for. Pure.
 */
import type { Section } from '../../lib/layout';

/** Where somebody looks, in pixels of the wall, and how far its last scroll went: below zero, up. */
export interface View {
  readonly top: number;
  readonly height: number;
  readonly step: number;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Pixels above and below the view that are loaded while nobody scrolls. */
const ABOVE = 700;
const BELOW = 1600;
/** A page takes some frames to come: so many steps of the scroll are loaded before it comes there. */
const STEPS = 8;
/** No more than these pixels, though; what goes farther at once is a jump, and leads nowhere else. */
const FARTHEST = 20_000;

/** The part of the wall that is wanted. */
export function stretchAt({ top, height, step }: View): Stretch {
  const jumped = Math.abs(step) > FARTHEST;
  const ahead = jumped ? 0 : Math.min(FARTHEST, Math.abs(step) * STEPS);
  return {
    from: top - Math.max(ABOVE, step < 0 ? ahead : 0),
    to: top + height + Math.max(BELOW, step > 0 ? ahead : 0),
  };
}

export function within(sections: readonly Section[], { from, to }: Stretch): Section[] {
  return sections.filter(({ top, height }) => top < to && top + height > from);
}

/** The day whose missing part is nearest to what is seen; `undefined`: all that is wanted is here. */
export function nextDay(sections: readonly Section[], view: View): string | undefined {
  const bottom = view.top + view.height;
  const stretch = stretchAt(view);
  // What is missing of a day is at its end, and a day may have thousands of takes. Asked with every step of a scroll, of years of days.
  const near = within(sections, stretch).filter(({ blank }) => blank > 0);
  const parts = near.map((section) => ({ ...section, top: section.top + section.height - section.blank, height: section.blank }));
  const away = ({ top, height }: Section): number => Math.max(0, top - bottom, view.top - top - height);
  return within(parts, stretch).sort((a, b) => away(a) - away(b))[0]?.day;
}
