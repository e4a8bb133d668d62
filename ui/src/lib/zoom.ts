/** How large everything in the window is, in hundredths: the steps that browsers have, within what the engine keeps. Pure. */
import type { ZoomAction } from './keys';

export const USUAL_ZOOM = 100;
const STEPS = [75, 80, 90, 100, 110, 125, 150, 175, 200] as const;

/** The size after an action. One between two steps, as a file may bring it, goes on from where it is. */
export function zoomAfter(now: number, action: ZoomAction): number {
  if (action === 'zoomReset') return USUAL_ZOOM;
  if (action === 'zoomIn') return STEPS.find((step) => step > now) ?? now;
  return STEPS.findLast((step) => step < now) ?? now;
}
