/**
 * Every action by its name, for the palette: what the window can do anywhere, and what can be done with the clip under the
 * keys or the selection. It collects; what an action does is written where its key is. Knows no element.
 */
import type { MenuItem } from '../elements/Menu.svelte';
import type { App } from './app.svelte';
import { copyFiles, fileItems, partItems, stackItems, trashItems } from './clipItems';
import { compareFrom, isComparable } from './compare';
import { selectEverything } from './everything';
import type { JobView, Language, Theme, WallFilter } from './generated/contract';
import type { DeskWords } from './i18n/desk';
import { bindings } from './bindings.svelte';
import { chordNow, type GlobalAction } from './keys';
import { hasRecipe } from './media';
import { remoteVerbs } from './remote';
import { newShot } from './shots';

export interface Command {
  /** Unique among all that are offered at once. */
  readonly id: string;
  readonly label: string;
  readonly group: keyof DeskWords['palette']['groups'];
  readonly icon?: MenuItem['icon'];
  readonly chord?: string;
  readonly run: () => void;
}

const FILTERS: Readonly<Record<WallFilter, MenuItem['icon']>> = { everything: 'film', in_progress: 'clock', needs_you: 'warning', favourites: 'heart' };
const THEMES: readonly Theme[] = ['system', 'dark', 'light'];
const LANGUAGES: readonly Language[] = ['system', 'en', 'zh-CN'];
const STARS = [0, 1, 2, 3, 4, 5] as const;

/** The keys that an action has now, so that the palette teaches them. */
function chordFor(action: string): { chord?: string } {
  const chord = chordNow(action, bindings.own);
  return chord === '' ? {} : { chord };
}

/** What of a menu's item a command has too. */
function likeItem({ icon, chord }: MenuItem): Partial<Command> {
  return { ...(icon ? { icon } : {}), ...(chord ? { chord: bindings.shown(chord) } : {}) };
}

/** Everything that can be done now. `perform` does what a key of the window does. */
export function commandsOf(app: App, words: DeskWords, perform: (action: GlobalAction) => void): Command[] {
  const all = [...clipCommands(app, words), ...selectionCommands(app), ...windowCommands(app, words, perform), ...choices(app, words)];
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** The clip that is looked at, or that the keys act on. */
function jobInHand(app: App): JobView | undefined {
  return app.jobs.byId.get(app.open ?? app.cursor ?? '');
}

function clipCommands(app: App, words: DeskWords): Command[] {
  const job = jobInHand(app);
  if (job === undefined || app.comparing !== null || (app.open === null && app.selection.size > 0)) return [];
  const { keys, loupe, remote, marks, verbs } = app.t;
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
  return [
    ...(app.open === null ? [one('open', keys.actions.open, () => (app.open = job.id), { icon: 'play' })] : []),
    one('favourite', job.favourite ? app.t.wall.unfavourite : app.t.wall.favourite, () => void app.favourite(job), { icon: 'heart' }),
    ...recipe,
    ...menu('part', partItems(app, job, (part) => leave(app, () => void app.recall.only(job, part))), 'undo'),
    ...(hasRecipe(job) ? [one('copyPrompt', loupe.copyPrompt, () => void app.copy(job.prompt), { icon: 'copy' })] : []),
    ...clip,
    ...menu('file', fileItems(app, job), 'download'),
    ...remoteVerbs(job, app.servers).flatMap((verb) => (verb === 'delete' ? [] : [one(verb, remote.open[verb], () => app.openDerive(job, verb), { icon: 'film' })])),
    ...job.verbs.filter((verb) => verb !== 'remove').map((verb) => one(`verb.${verb}`, words.palette.verb(verbs[verb]), () => void app.act(job, verb), { icon: 'server' })),
    one('curl', loupe.copyCurl, () => void app.attempt(async () => { await app.backend.copyJobCurl(job.id); app.say(app.t.app.copied); }), { icon: 'copy' }),
    one('report', loupe.report, () => void app.attempt(async () => app.copy(await app.backend.receiptReport(job.id, app.tag), app.t.toast.reportCopied)), { icon: 'copy' }),
    ...(unit === undefined || app.open !== null ? [] : menu('stack', stackItems(app, unit), 'stack')),
    ...menu('trash', trashItems(app, job, app.open === null ? unit?.takes : undefined)),
  ];
}

/** What leads to the form goes there. */
function leave(app: App, then: () => void): void {
  app.open = null;
  then();
}

function selectionCommands(app: App): Command[] {
  if (app.selection.size === 0 || app.selection.gathering || app.open !== null || app.comparing !== null) return [];
  const jobs = app.jobs.ids.filter((id) => app.selection.has(id)).flatMap((id) => app.jobs.byId.get(id) ?? []);
  const ids = jobs.map(({ id }) => id);
  const one = (id: string, label: string, run: () => void, more: Partial<Command> = {}): Command => ({ id: `selection.${id}`, label, group: 'selection', run, ...chordFor(id), ...more });
  const videos = jobs.filter((job) => job.video !== null);
  return [
    one('favourite', app.t.keys.actions.favourite, () => void app.marking.favourite(ids), { icon: 'heart' }),
    ...(jobs.filter(isComparable).length > 1 ? [one('compare', app.t.compare.open, () => compareFrom(app, undefined), { icon: 'compare' })] : []),
    ...(app.boot.copies_files && videos.length > 0 ? [one('copyFile', app.t.out.copyFile, () => void copyFiles(app, ids), { icon: 'copy' })] : []),
    ...(videos.length > 0 ? [one('export', app.t.out.one, () => (app.sheet = { kind: 'export', jobs: ids }), { icon: 'folder' })] : []),
    one('remove', app.t.marks.toTrash, () => void app.marking.trash(ids), { icon: 'trash' }),
    one('unselect', app.t.selection.clear, () => app.selection.clear(), { icon: 'close' }),
  ];
}

function windowCommands(app: App, words: DeskWords, perform: (action: GlobalAction) => void): Command[] {
  const { keys, craft, bring, money, composer, wall, marks } = app.t;
  const act = (action: GlobalAction, label: string, group: Command['group'], icon?: MenuItem['icon']): Command => ({ id: action, label, group, run: () => perform(action), ...chordFor(action), ...(icon ? { icon } : {}) });
  const one = (id: string, label: string, group: Command['group'], run: () => void, icon?: MenuItem['icon']): Command => ({ id, label, group, run, ...(icon ? { icon } : {}) });
  return [
    act('create', keys.actions.create, 'make', 'plus'),
    act('prompt', keys.actions.prompt, 'go', 'pencil'),
    act('search', keys.actions.search, 'go', 'search'),
    ...(app.search.empty ? [] : [one('clearSearch', words.palette.clearSearch, 'show', () => void app.search.clear(), 'close')]),
    ...(app.composer.ready ? [one('preview', composer.preview, 'make', () => (app.sheet = { kind: 'preview' }), 'eye')] : []),
    ...(app.composer.plan.count > 1 ? [one('plan', app.t.sweep.see(app.composer.plan.count), 'make', () => (app.sheet = { kind: 'plan' }), 'eye')] : []),
    one('bring', bring.pick, 'make', () => void app.bring(null), 'film'),
    one('recipe', app.t.recall.open, 'make', () => void app.recall.open(), 'undo'),
    one('demo', wall.tryDemo, 'make', () => void app.tryDemo(), 'play'),
    one('connect', composer.connect, 'go', () => (app.sheet = { kind: 'server', id: null }), 'server'),
    act('settings', app.t.app.settings, 'go', 'gear'),
    one('spend', money.spend, 'go', () => (app.sheet = { kind: 'spend' }), 'receipt'),
    one('craft', craft.manage, 'go', () => (app.sheet = { kind: 'craft' }), 'bookmark'),
    one('newPreset', craft.newPreset, 'make', () => (app.sheet = { kind: 'craft', begin: 'preset' }), 'plus'),
    act('sheet', app.t.settings.keys, 'go', 'key'),
    one('guide', words.about.guide, 'go', () => (app.sheet = { kind: 'guide' }), 'picture'),
    one('folder', words.palette.library(app.t.library.openFolder), 'go', () => void app.attempt(() => app.backend.openLibraryFolder()), 'folder'),
    ...(app.jobs.ids.length > 0 && app.open === null && app.comparing === null ? [{ ...one('selectAll', app.t.viewerKeys.selectAll, 'show', () => void selectEverything(app), 'check'), ...chordFor('selectAll') }] : []),
    one('trash', marks.openTrash, 'show', () => void app.search.use('is:trashed'), 'trash'),
    act('composer', app.composerShown ? app.t.app.hideComposer : app.t.app.showComposer, 'look', 'panelHide'),
    act('undo', marks.undoKey, 'go', 'undo'),
    act('zoomIn', words.keys.names.zoomIn, 'look', 'plus'),
    act('zoomOut', words.keys.names.zoomOut, 'look', 'minus'),
    act('zoomReset', words.keys.names.zoomReset, 'look', 'undo'),
    ...(Object.keys(FILTERS) as WallFilter[]).map((filter) => act(`filter:${filter}`, words.palette.showFilter(wall.filters[filter]), 'show', FILTERS[filter])),
  ];
}

/** What there are several of: themes, languages, servers, presets, searches. */
function choices(app: App, words: DeskWords): Command[] {
  const { palette } = words;
  const { settings } = app.t;
  return [
    ...THEMES.map((theme): Command => ({ id: `theme.${theme}`, label: palette.theme(settings.themes[theme]), group: 'look', icon: 'contrast', run: () => void app.set({ theme }) })),
    ...LANGUAGES.map((language): Command => ({ id: `language.${language}`, label: palette.language(settings.languages[language]), group: 'look', icon: 'globe', run: () => void app.set({ language }) })),
    ...app.servers.map((server): Command => ({ id: `server.${server.id}`, label: palette.server(app.serverName(server.id)), group: 'make', icon: 'server', run: () => void app.chooseServer(server.id) })),
    ...app.servers.filter((server) => !server.is_demo).map((server): Command => ({ id: `edit.${server.id}`, label: palette.editServer(server.name), group: 'go', icon: 'server', run: () => (app.sheet = { kind: 'server', id: server.id }) })),
    ...app.craft.presets.map((preset): Command => ({ id: `preset.${preset.id}`, label: palette.preset(preset.name), group: 'make', icon: 'bookmark', run: () => void app.usePreset(preset) })),
    ...app.search.saved.map((saved): Command => ({ id: `search.${saved.id}`, label: palette.savedSearch(saved.name), group: 'show', icon: 'search', run: () => void app.search.useSaved(saved) })),
  ];
}

/** Those whose label has every typed word, the ones that begin with it first. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [...commands];
  const first = words[0] ?? '';
  const rank = (command: Command): number => {
    const label = command.label.toLowerCase();
    if (label.startsWith(first)) return 0;
    return label.split(/[\s:：·]+/).some((part) => part.startsWith(first)) ? 1 : 2;
  };
  return commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word))).sort((a, b) => rank(a) - rank(b));
}
