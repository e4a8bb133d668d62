/** What the menus of a clip offer of its recipe and its file: the same on the wall and in the loupe. */
import type { MenuItem } from '../elements/Menu.svelte';
import type { App } from './app.svelte';
import type { JobView } from './generated/contract';
import { partsOf, type Part } from './recall';

const DAY_MS = 24 * 60 * 60_000;
const CHORDS: Partial<Record<Part, string>> = { prompt: 'P' };

/** Parts of its settings. `use` brings one into the form. */
export function partItems(app: App, job: JobView, use: (part: Part) => void): MenuItem[] {
  return partsOf(job).map((part) => {
    const chord = CHORDS[part];
    return { label: app.t.recall.parts[part], run: () => use(part), ...(chord === undefined ? {} : { chord }) };
  });
}

/** Copies of its file, and its recipe as a file of its own. */
export function fileItems(app: App, job: JobView): MenuItem[] {
  const recipe: MenuItem = { label: app.t.recall.save, run: () => void app.recall.save(job) };
  if (job.video === null) return [recipe];
  return [
    { label: app.t.loupe.saveCopy, icon: 'download', run: () => void app.recall.saveCopy(job, false) },
    { label: app.t.recall.saveBare, run: () => void app.recall.saveCopy(job, true) },
    recipe,
  ];
}

/** Into the trash, or out of it. */
export function trashItems(app: App, job: JobView): MenuItem[] {
  if (!job.verbs.includes('remove')) return [];
  const { marks } = app.t;
  const remove: MenuItem = { label: job.trashed_at === null ? marks.toTrash : marks.forGood, icon: 'trash', danger: true, chord: 'Delete', run: () => void app.act(job, 'remove') };
  if (job.trashed_at === null) return [{ ...remove, apart: true }];
  return [{ label: marks.restore, icon: 'undo', apart: true, run: () => void app.marking.restore([job.id]) }, remove];
}

/** How long something stays in the trash. */
export function trashText(app: App, job: JobView, now: number): string {
  return job.trashed_until === null ? app.t.marks.staysThere : app.t.marks.daysLeft(Math.max(0, Math.floor((job.trashed_until - now) / DAY_MS)));
}
