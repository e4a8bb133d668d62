/**
 * A clip that is pulled off the wall and dropped on a slot. Made of pointer events: the platforms' own drag and drop is
 * taken by the shell, for files, and does not come through everywhere.
 */
import type { App } from '../../lib/app.svelte';
import type { JobView, Role } from '../../lib/generated/contract';

/** Pixels that a press may wander and still be a press. */
const SLACK = 8;

/** Follows a press on a tile until the button is let go. */
export function carry(app: App, job: JobView, begun: PointerEvent): void {
  if (begun.button !== 0 || begun.pointerType === 'touch') return;
  if (begun.target instanceof Element && begun.target.closest('button, [popover]')) return;
  const ended = new AbortController();
  const on = <K extends keyof WindowEventMap>(name: K, run: (event: WindowEventMap[K]) => void) => window.addEventListener(name, run, { signal: ended.signal, capture: true });
  const end = () => {
    ended.abort();
    app.carried = null;
  };
  on('pointermove', (event) => {
    const far = Math.hypot(event.clientX - begun.clientX, event.clientY - begun.clientY) > SLACK;
    if (far || app.carried !== null) app.carried = { job, x: event.clientX, y: event.clientY };
  });
  on('pointerup', (event) => {
    const carried = app.carried !== null;
    end();
    if (!carried) return;
    swallowClick();
    const below = document.elementFromPoint(event.clientX, event.clientY);
    const role = below?.closest<HTMLElement>('[data-slot]')?.dataset['slot'];
    if (role !== undefined) void app.useClip(job, role as Role);
    else if (below?.closest('[data-testid="composer"]')) void app.useClip(job, null);
  });
  on('keydown', (event) => {
    if (event.key !== 'Escape' || app.carried === null) return;
    event.stopPropagation();
    event.preventDefault();
    end();
  });
  on('pointercancel', end);
  // Not that of a field that loses the focus to the tile.
  on('blur', (event) => {
    if (event.target === window) end();
  });
}

/** The click that a browser makes of the same press would open the clip. */
function swallowClick(): void {
  const stop = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', stop, { capture: true }), 0);
}
