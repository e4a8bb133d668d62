/**
 * The right button and the menu key open the menu of the tile or clip that they are about, never the web view's own one, which
 * offers to go back and to save pictures. Texts keep theirs: there it is copied and pasted. Knows no job, and imports nothing: what it
 * shared with the first screen would be a file of its own there.
 */

/** What has a menu of its own, and its button. */
const HOST = '[data-has-menu]';
const BUTTON = '[data-own-menu]';
/** WebKitGTK keeps the end of a quick press to itself: later than that nobody waits for it. A press that is held closes the menu, and opens it again. */
const LOST_MS = 250;
const FIELD = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]';

/** Whether it is a text that is written, or one that somebody has chosen. */
function textAt(target: EventTarget | null): boolean {
  if (target instanceof Element && target.closest(FIELD) !== null) return true;
  const chosen = getSelection();
  return chosen?.isCollapsed === false && target instanceof Node && chosen.containsNode(target, true);
}

function buttonFor(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element) || target.closest('[popover]') !== null) return null;
  const button = target.closest(HOST)?.querySelector<HTMLElement>(BUTTON) ?? null;
  // One that is not drawn has no place for its menu.
  return button !== null && button.getClientRects().length > 0 ? button : null;
}

/** To the button, which knows its menu. */
function hand(button: HTMLElement | null, clientX: number, clientY: number): void {
  button?.dispatchEvent(new MouseEvent('contextmenu', { clientX, clientY }));
}

/** For as long as the page is there. */
export function ownMenus(): void {
  let pressed = false;
  addEventListener('pointerdown', () => (pressed = true), { capture: true });
  for (const name of ['pointerup', 'pointercancel'] as const) addEventListener(name, () => (pressed = false), { capture: true });

  /** The end of a press outside of a menu closes it: one that the press itself asks for comes after. */
  function afterPress(run: () => void): void {
    if (!pressed) return run();
    const lost = setTimeout(run, LOST_MS);
    const over = new AbortController();
    const ends = { signal: over.signal, capture: true };
    addEventListener('pointerdown', () => over.abort(), ends);
    addEventListener(
      'pointerup',
      () => {
        over.abort();
        clearTimeout(lost);
        setTimeout(run);
      },
      ends,
    );
  }

  addEventListener('contextmenu', (event) => {
    if (event.defaultPrevented || textAt(event.target)) return;
    event.preventDefault();
    const button = buttonFor(event.target);
    if (button === null) return;
    const { clientX, clientY } = event;
    afterPress(() => hand(button, clientX, clientY));
  });

  // Not every web view makes an event for a menu out of these keys.
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !(event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) || textAt(event.target)) return;
    event.preventDefault();
    const button = buttonFor(event.target);
    const at = button?.getBoundingClientRect();
    if (at !== undefined) hand(button, at.left, at.bottom);
  });
}
