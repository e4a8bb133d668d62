/**
 * Every action by its name, for the palette: what the window can do anywhere, and what can be done with the clip under the
 * keys or the selection. It collects, also what the program (`programCommands`) and what fills the window (`viewerCommands`) can do;
 * what an action does is written where its key is. Knows no element.
 */
import type { MenuItem } from '../elements/Menu.svelte';
import { isStake, verbLabel } from './again';
import type { App } from './app.svelte';
import { copyFiles, fileItems, partItems, stackItems, trashItems } from './clipItems';
import { compareFrom, isComparable, MOST, takesAround } from './compare';
import { selectEverything } from './everything';
import type { JobView, Language, Theme, Verb, WallFilter } from './generated/contract';
import type { DeskWords } from './i18n/desk';
import { bindings } from './bindings.svelte';
import { chordFor, type Command } from './command';
import type { GlobalAction } from './keys';
import { giveId, lookFor } from './lookFor.svelte';
import { doneTo } from './marking.svelte';
import { fromFile, hasRecipe } from './media';
import { programCommands } from './programCommands';
import { remoteVerbs } from './remote';
import { newShot } from './shots';
import { viewerCommands } from './viewerCommands';

export type { Command } from './command';

const FILTERS: Readonly<Record<WallFilter, MenuItem['icon']>> = { everything: 'film', in_progress: 'clock', needs_you: 'warning', favourites: 'heart' };
const THEMES: readonly Theme[] = ['system', 'dark', 'light'];
const LANGUAGES: readonly Language[] = ['system', 'en', 'zh-CN'];
const STARS = [0, 1, 2, 3, 4, 5] as const;
/** The place of what does not fit. */
const NEVER = 4;

/** What of a menu's item a command has too. */
function likeItem({ icon, chord }: MenuItem): Partial<Command> {
  return { ...(icon ? { icon } : {}), ...(chord ? { chord: bindings.shown(chord) } : {}) };
}

/** Everything that can be done now. `perform` does what a key of the window does. */
export function commandsOf(app: App, words: DeskWords, perform: (action: GlobalAction) => void): Command[] {
  const view = app.viewing === null ? [] : viewerCommands(app, words, app.viewing());
  const all = [...clipCommands(app, words), ...view, ...selectionCommands(app, words), ...windowCommands(app, words, perform), ...programCommands(app, words), ...choices(app, words)];
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id)).map((command) => found(words, command));
}

/** With the other words for it: its own, or those of all of its kind. */
function found(words: DeskWords, command: Command): Command {
  const also: Readonly<Record<string, string>> = words.palette.also;
  for (let id = command.id; id !== ''; id = id.slice(0, Math.max(0, id.lastIndexOf('.')))) {
    const other = also[id];
    if (other !== undefined) return { ...command, also: other };
  }
  return command;
}

/** A clip, or several, fill the window. */
function covered(app: App): boolean {
  return app.open !== null || app.comparing !== null;
}

/** The clip that is looked at, or that the keys act on. */
export function jobInHand(app: App): JobView | undefined {
  return app.jobs.byId.get(app.open ?? app.cursor ?? '');
}

function clipCommands(app: App, words: DeskWords): Command[] {
  const job = jobInHand(app);
  if (job === undefined || app.comparing !== null || (app.open === null && app.selection.size > 0)) return [];
  const { keys, loupe, remote, marks } = app.t;
  const one = (id: string, label: string, run: () => void, more: Partial<Command> = {}): Command => ({ id: `clip.${id}`, label, group: 'clip', run, ...chordFor(id), ...more });
  const recipe = hasRecipe(job) ? [one('useAll', keys.actions.useAll, () => leave(app, () => void app.useSettings(job)), { icon: 'undo' }), one('vary', remote.vary, () => leave(app, () => void app.vary(job)), { icon: 'pencil' })] : [];
  const clip = job.video === null ? [] : [
    one('showInFolder', loupe.showInFolder, () => void app.attempt(() => app.backend.showInFolder(job.id)), { icon: 'folder' }),
    one('player', loupe.openInPlayer, () => void app.attempt(() => app.backend.openInPlayer(job.id)), { icon: 'external' }),
    one('lastFrame', app.t.viewerKeys.lastFrame, () => leave(app, () => void newShot(app, job)), { icon: 'film' }),
    ...STARS.map((stars) => one(`rate:${stars}`, words.palette.rate(stars === 0 ? marks.noStars : marks.stars(stars)), () => void app.marking.rate([job.id], stars), { icon: 'star' })),
  ];
  const unit = app.stacks.unitOf(job.id);
  const menu = (prefix: string, items: readonly MenuItem[], icon?: MenuItem['icon']) => items.map((item, index) => one(`${prefix}.${index}`, item.label, item.run, { ...(icon ? { icon } : {}), ...likeItem(item) }));
  const takes = takesAround(job, app.jobs.batch(job)).length;
  return [
    ...(app.open !== null ? [] : [
      one('open', keys.actions.open, () => (app.open = job.id), { icon: 'play' }),
      one('select', app.t.viewerKeys.select, () => app.selection.toggle(job.id, app.stacks.takesOf(job.id)), { icon: 'check' }),
      ...(takes > 1 ? [one('compare', app.t.compare.takes, () => compareFrom(app, job), { icon: 'compare' })] : []),
    ]),
    one('favourite', job.favourite ? app.t.wall.unfavourite : app.t.wall.favourite, () => void app.favourite(job), { icon: 'heart' }),
    ...recipe,
    ...menu('part', partItems(app, job, (part) => leave(app, () => void app.recall((recall) => recall.only(job, part)))), 'undo'),
    ...(hasRecipe(job) ? [one('copyPrompt', loupe.copyPrompt, () => void app.copy(job.prompt), { icon: 'copy' })] : []),
    ...clip,
    ...menu('file', fileItems(app, job), 'download'),
    ...remoteVerbs(job, app.servers).map((verb) => (verb === 'delete' ? one('deleteRemote', remote.open.delete, () => askDelete(app, job), { icon: 'server' }) : one(verb, remote.open[verb], () => app.openDerive(job, verb), { icon: 'film' }))),
    ...job.verbs.filter((verb) => verb !== 'remove').map((verb) => one(`verb.${verb}`, words.palette.verb(verbLabel(app, job, verb)), () => act(app, job, verb), { icon: 'server' })),
    ...(isStake(job) ? [one('giveId', remote.giveId, () => giveId(app, job), { icon: 'key' })] : []),
    // Nothing was sent for a file, and nobody can be asked for money back.
    ...(fromFile(job) ? [] : [
      one('curl', loupe.copyCurl, () => void app.attempt(async () => { await app.backend.copyJobCurl(job.id); app.say(app.t.app.copied); }), { icon: 'copy' }),
      one('report', loupe.report, () => void app.attempt(async () => app.copy(await app.backend.receiptReport(job.id, app.tag), app.t.toast.reportCopied)), { icon: 'copy' }),
    ]),
    ...(unit === undefined || app.open !== null ? [] : menu('stack', stackItems(app, unit), 'stack')),
    ...menu('trash', removals(app, job, app.open === null ? unit?.takes : undefined)),
  ];
}

/** In the loupe the next clip follows one that goes. */
function removals(app: App, job: JobView, takes: readonly string[] | undefined): MenuItem[] {
  const goes = app.viewing?.().remove;
  return trashItems(app, job, takes).map((item) => (item.danger && goes !== undefined ? { ...item, run: goes } : item));
}

/** What leads to the form goes there. */
function leave(app: App, then: () => void): void {
  app.open = null;
  app.comparing = null;
  then();
}

/** The question stands over the clip. */
function askDelete(app: App, job: JobView): void {
  app.open = job.id;
  app.removing = null;
  app.deleting = job.id;
}

/** What may be paid for twice is asked about over the clip, too. */
function act(app: App, job: JobView, verb: Verb): void {
  if (verb === 'look_for_it') return void lookFor(app, job);
  if (verb !== 'create_again' || !isStake(job)) return void app.act(job, verb);
  app.open = job.id;
  app.staking = job.id;
}

function selectionCommands(app: App, words: DeskWords): Command[] {
  if (app.selection.size === 0 || app.selection.gathering || covered(app)) return [];
  const jobs = app.jobs.ids.filter((id) => app.selection.has(id)).flatMap((id) => app.jobs.byId.get(id) ?? []);
  const ids = jobs.map(({ id }) => id);
  const one = (id: string, label: string, run: () => void, more: Partial<Command> = {}): Command => ({ id: `selection.${id}`, label, group: 'selection', run, ...chordFor(id), ...more });
  const videos = jobs.filter((job) => job.video !== null);
  const comparable = jobs.filter(isComparable).length;
  const { marks } = app.t;
  const trashed = jobs.every((job) => job.trashed_at !== null);
  return [
    one('favourite', app.t.keys.actions.favourite, () => void app.marking.favourite(ids), { icon: 'heart' }),
    ...(comparable > 1 && comparable <= MOST ? [one('compare', app.t.compare.open, () => compareFrom(app, undefined), { icon: 'compare' })] : []),
    ...(app.boot.copies_files && videos.length > 0 ? [one('copyFile', app.t.out.copyFile, () => void copyFiles(app, ids), { icon: 'copy' })] : []),
    ...(videos.length > 0 ? [one('export', app.t.out.one, () => (app.sheet = { kind: 'export', jobs: ids }), { icon: 'folder' })] : []),
    ...(videos.length > 0 ? STARS.map((stars) => one(`rate:${stars}`, words.palette.rate(stars === 0 ? marks.noStars : marks.stars(stars)), () => void app.marking.rate(ids, stars), { icon: 'star' })) : []),
    trashed ? one('restore', marks.restore, () => void app.marking.restore(ids), { icon: 'undo' }) : one('remove', marks.toTrash, () => void app.marking.trash(ids), { icon: 'trash' }),
    one('unselect', app.t.selection.clear, () => app.selection.clear(), { icon: 'close' }),
  ];
}

function windowCommands(app: App, words: DeskWords, perform: (action: GlobalAction) => void): Command[] {
  const { keys, craft, bring, money, composer, wall, marks } = app.t;
  const back = undoable(app);
  const forth = app.marking.next;
  const act = (action: GlobalAction, label: string, group: Command['group'], icon?: MenuItem['icon']): Command => ({ id: action, label, group, run: () => perform(action), ...chordFor(action), ...(icon ? { icon } : {}) });
  const one = (id: string, label: string, group: Command['group'], run: () => void, icon?: MenuItem['icon']): Command => ({ id, label, group, run, ...(icon ? { icon } : {}) });
  const seen = (command: Command): Command => ({ ...command, run: () => uncover(app, command.run) });
  return [
    // What is paid for is seen before.
    ...(covered(app) ? [] : [act('create', keys.actions.create, 'make', 'plus'), act('composer', app.composerShown ? app.t.app.hideComposer : app.t.app.showComposer, 'look', 'panelHide')]),
    act('prompt', keys.actions.prompt, 'go', 'pencil'),
    seen(act('search', keys.actions.search, 'go', 'search')),
    ...(app.search.empty ? [] : [seen(one('clearSearch', words.palette.clearSearch, 'show', () => void app.search.clear(), 'close'))]),
    ...(app.composer.ready ? [one('preview', composer.preview, 'make', () => (app.sheet = { kind: 'preview' }), 'eye')] : []),
    ...(app.composer.plan.count > 1 ? [one('plan', app.t.sweep.see(app.composer.plan.count), 'make', () => (app.sheet = { kind: 'plan' }), 'eye')] : []),
    one('bring', bring.pick, 'make', () => void app.bring(null), 'film'),
    seen(one('recipe', app.t.recall.open, 'make', () => void app.recall((recall) => recall.open()), 'undo')),
    ...app.composer.slots.flatMap((slot) => (slot.picture === null ? [] : [one(`picture.${slot.id}`, app.t.pictures.title(app.t.roles[slot.role]), 'make', () => (app.sheet = { kind: 'picture', slot: slot.id }), 'picture')])),
    one('demo', wall.tryDemo, 'make', () => void app.tryDemo(), 'play'),
    one('connect', composer.connect, 'go', () => (app.sheet = { kind: 'server', id: null }), 'server'),
    act('settings', app.t.app.settings, 'go', 'gear'),
    ...(app.servers.some(({ id, is_demo }) => id === app.composer.server && !is_demo) ? [one('price', money.enterPrice, 'go', () => (app.sheet = { kind: 'server', id: app.composer.server, at: 'price' }), 'receipt')] : []),
    one('spend', money.spend, 'go', () => (app.sheet = { kind: 'spend' }), 'receipt'),
    one('craft', craft.manage, 'go', () => (app.sheet = { kind: 'craft' }), 'bookmark'),
    one('newPreset', craft.newPreset, 'make', () => (app.sheet = { kind: 'craft', begin: 'preset' }), 'plus'),
    act('sheet', app.t.settings.keys, 'go', 'key'),
    one('guide', words.about.guide, 'go', () => (app.sheet = { kind: 'guide' }), 'picture'),
    one('folder', words.palette.library(app.t.library.openFolder), 'go', () => void app.attempt(() => app.backend.openLibraryFolder()), 'folder'),
    ...(app.jobs.ids.length > 0 && !covered(app) ? [{ ...one('selectAll', app.t.viewerKeys.selectAll, 'show', () => void selectEverything(app), 'check'), ...chordFor('selectAll') }] : []),
    seen(one('trash', marks.openTrash, 'show', () => void app.search.use('is:trashed'), 'trash')),
    act('undo', back === undefined ? marks.undoKey : marks.undoThis(back), 'go', 'undo'),
    act('redo', forth === undefined ? marks.redoKey : marks.redoThis(forth), 'go', 'redo'),
    act('zoomIn', words.keys.names.zoomIn, 'look', 'plus'),
    act('zoomOut', words.keys.names.zoomOut, 'look', 'minus'),
    act('zoomReset', words.keys.names.zoomReset, 'look', 'undo'),
    ...(Object.keys(FILTERS) as WallFilter[]).map((filter) => seen(act(`filter:${filter}`, words.palette.showFilter(wall.filters[filter]), 'show', FILTERS[filter]))),
  ];
}

/** What would be taken back now, in a few words. */
export function undoable(app: App): string | undefined {
  const press = app.toasts.findLast(({ batch }) => batch !== null);
  return press ? doneTo(app.t, app.t.marks.kinds.press, [...app.jobs.byId.values()].filter(({ batch }) => batch === press.batch)) : app.marking.last;
}

/** What shows itself on the wall or in the form: whatever lies over them goes first, and the tile that gets the focus then has had it. */
function uncover(app: App, run: () => void): void {
  if (!covered(app)) return run();
  app.open = null;
  app.comparing = null;
  requestAnimationFrame(run);
}

/** What there are several of: themes, languages, servers, presets, searches. */
function choices(app: App, words: DeskWords): Command[] {
  const { palette } = words;
  const { settings } = app.t;
  return [
    ...THEMES.map((theme): Command => ({ id: `theme.${theme}`, label: palette.theme(settings.themes[theme]), group: 'look', icon: 'contrast', run: () => void app.set({ theme }) })),
    ...LANGUAGES.map((language): Command => ({ id: `language.${language}`, label: palette.language(settings.languages[language]), group: 'look', icon: 'globe', run: () => void app.set({ language }) })),
    ...app.servers.map((server): Command => ({ id: `server.${server.id}`, label: palette.server(app.serverName(server.id)), group: 'make', icon: 'server', run: () => uncover(app, () => void app.chooseServer(server.id)) })),
    ...app.servers.filter((server) => !server.is_demo).map((server): Command => ({ id: `edit.${server.id}`, label: palette.editServer(server.name), group: 'go', icon: 'server', run: () => (app.sheet = { kind: 'server', id: server.id }) })),
    ...app.craft.presets.map((preset): Command => ({ id: `preset.${preset.id}`, label: palette.preset(preset.name), group: 'make', icon: 'bookmark', run: () => uncover(app, () => void app.usePreset(preset)) })),
    ...app.search.saved.map((saved): Command => ({ id: `search.${saved.id}`, label: palette.savedSearch(saved.name), group: 'show', icon: 'search', run: () => uncover(app, () => void app.search.useSaved(saved)) })),
  ];
}

/** Those that every typed word fits: the ones whose label begins with it first, those that are only also called so last. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [...commands];
  const first = words[0] ?? '';
  const rank = ({ id, label, also = '' }: Command): number => {
    const name = label.toLowerCase();
    const others = also.toLowerCase().split(' ');
    if (!words.every((word) => name.includes(word) || others.some((other) => other.startsWith(word)))) return NEVER;
    if (!words.every((word) => name.includes(word))) return 3;
    if (name.startsWith(first)) return 0;
    // What takes something back names it: others that are called so come before.
    const late = id === 'undo' || id === 'redo' ? 0.5 : 0;
    return late + (name.split(/[\s:：·]+/).some((part) => part.startsWith(first)) ? 1 : 2);
  };
  const ranked = commands.map((command) => [command, rank(command)] as const);
  return ranked.filter(([, place]) => place < NEVER).sort(([, a], [, b]) => a - b).map(([command]) => command);
}
