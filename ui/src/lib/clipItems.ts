/** What the menus of a clip offer of its recipe and its file: the same on the wall and in the loupe. */
import type { MenuItem } from '../elements/Menu.svelte';
import type { App } from './app.svelte';
import type { JobId } from './backend';
import type { JobView } from './generated/contract';
import { hasRecipe } from './media';
import { partsOf, type Part } from './parts';
import { isClosed, othersOf, type Unit } from './stacks';

const DAY_MS = 24 * 60 * 60_000;
const CHORDS: Partial<Record<Part, string>> = { prompt: 'P' };

/** Parts of its settings. `use` brings one into the form. */
export function partItems(app: App, job: JobView, use: (part: Part) => void): MenuItem[] {
  return (hasRecipe(job) ? partsOf(job) : []).map((part) => {
    const chord = CHORDS[part];
    return { label: app.t.recall.parts[part], run: () => use(part), ...(chord === undefined ? {} : { chord }) };
  });
}

/** Copies of its file, and its recipe as a file of its own. */
export function fileItems(app: App, job: JobView): MenuItem[] {
  const recipe: MenuItem[] = hasRecipe(job) ? [{ label: app.t.recall.save, run: () => void app.recall((recall) => recall.save(job)) }] : [];
  if (job.video === null) return recipe;
  const copy: MenuItem = { label: app.t.out.copyFile, icon: 'copy', chord: 'Mod+C', run: () => void copyFiles(app, [job.id]) };
  return [
    ...(app.boot.copies_files ? [copy] : []),
    { label: app.t.loupe.saveCopy, icon: 'download', run: () => void app.recall((recall) => recall.saveCopy(job, false)) },
    ...(hasRecipe(job) ? [{ label: app.t.recall.saveBare, run: () => void app.recall((recall) => recall.saveCopy(job, true)) }] : []),
    ...recipe,
    { label: app.t.out.one, icon: 'folder', run: () => (app.sheet = { kind: 'export', jobs: [job.id] }) },
  ];
}

/** Onto the clipboard, for a file manager. */
export async function copyFiles(app: App, jobs: readonly JobId[]): Promise<void> {
  await app.attempt(async () => app.say(app.t.out.copied(await app.backend.copyFiles(jobs))));
}

/** Whether the key for it means files: a text that is marked is what is to be copied. */
export function meansFiles(app: App): boolean {
  return app.boot.copies_files && getSelection()?.isCollapsed !== false;
}

/** What the stack that a take is in can be told to do. */
export function stackItems(app: App, unit: Unit): MenuItem[] {
  const { stack } = unit;
  const { stacks: t } = app.t;
  if (stack === null) return [];
  const turn: MenuItem = { label: isClosed(unit) ? t.open(stack.takes.length) : t.close, icon: 'stack', chord: 'G', run: () => app.stacks.toggle(stack, unit.id) };
  if (isClosed(unit)) return [turn];
  return [{ label: t.keep, icon: 'check', chord: 'K', run: () => void app.marking.trash(othersOf(unit)) }, turn];
}

/** Into the trash, or out of it. `takes`: what else goes with it, as the others of a closed stack do. */
export function trashItems(app: App, job: JobView, takes: readonly JobId[] = [job.id]): MenuItem[] {
  if (!job.verbs.includes('remove')) return [];
  const { marks } = app.t;
  const remove: MenuItem = { label: job.trashed_at === null ? marks.toTrash : marks.forGood, icon: 'trash', danger: true, chord: 'Delete', run: () => void (takes.length > 1 ? app.marking.trash(takes) : app.act(job, 'remove')) };
  if (job.trashed_at === null) return [{ ...remove, apart: true }];
  return [{ label: marks.restore, icon: 'undo', apart: true, run: () => void app.marking.restore([job.id]) }, remove];
}

/** How long something stays in the trash. */
export function trashText(app: App, job: JobView, now: number): string {
  return job.trashed_until === null ? app.t.marks.staysThere : app.t.marks.daysLeft(Math.max(0, Math.floor((job.trashed_until - now) / DAY_MS)));
}
