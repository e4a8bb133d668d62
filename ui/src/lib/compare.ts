/** Which clips can be compared, and what becomes of the one that wins. It knows jobs and their verbs, no player. */
import type { App } from './app.svelte';
import type { JobId } from './backend';
import type { JobView } from './generated/contract';
import { isPicture } from './media';

/** Each player is a pipeline of the system's own: four are what an ordinary machine decodes at once. */
export const MOST = 4;

/** Whether it plays at all. */
export function isComparable(job: JobView | undefined): job is JobView {
  return job?.state === 'ready' && job.video !== null && !isPicture(job.video);
}

/** Up to four takes of one press, this one among them, in their order. */
export function takesAround(job: JobView, takes: readonly JobView[]): JobView[] {
  const clips = takes.filter(isComparable);
  const here = clips.findIndex((other) => other.id === job.id);
  if (here < 0) return [];
  const from = Math.max(0, Math.min(here - 1, clips.length - MOST));
  return clips.slice(from, from + MOST);
}

/** Puts them on one clock, or says what is asked for. */
export function openCompare(app: App, ids: readonly JobId[]): void {
  const clips = ids.filter((id) => isComparable(app.jobs.byId.get(id)));
  if (clips.length < 2 || clips.length > MOST) app.say(app.t.compare.choose(MOST));
  else app.comparing = clips;
}

/** The selected clips, or, with nothing selected, the takes of the one under the keys. */
export function compareFrom(app: App, job: JobView | undefined): void {
  const chosen = app.jobs.ids.filter((id) => app.selection.has(id));
  const takes = job === undefined ? [] : takesAround(job, app.jobs.batch(job)).map((take) => take.id);
  openCompare(app, chosen.length > 0 ? chosen : takes);
}

/** The winner becomes a favourite. Nothing happens to the others. */
export async function pick(app: App, id: JobId): Promise<boolean> {
  const picked = await app.marking.mark([id], { kind: 'favourite', on: true });
  if (picked) app.say(app.t.compare.pickedToast);
  return picked;
}
