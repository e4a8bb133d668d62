/** Puts a popover beside what opened it, inside the window. By hand: CSS anchors are younger than the webviews we support. */
const MARGIN = 8;
const GAP = 4;

/** Under the anchor, or above where there is more room; `match` makes it at least as wide. */
export function placeUnder(popover: HTMLElement, anchor: HTMLElement | DOMRect, match = false): void {
  const at = anchor instanceof DOMRect ? anchor : anchor.getBoundingClientRect();
  popover.style.maxHeight = '';
  if (match) popover.style.minWidth = `${at.width}px`;
  const below = innerHeight - at.bottom - GAP - MARGIN;
  const above = at.top - GAP - MARGIN;
  const wanted = popover.offsetHeight;
  const under = wanted <= below || below >= above;
  popover.style.maxHeight = `${Math.max(120, under ? below : above)}px`;
  const height = Math.min(wanted, under ? below : above);
  popover.style.top = `${under ? at.bottom + GAP : at.top - GAP - height}px`;
  const left = Math.min(at.left, innerWidth - popover.offsetWidth - MARGIN);
  popover.style.left = `${Math.max(MARGIN, left)}px`;
}
