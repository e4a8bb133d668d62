import { beforeEach, describe, expect, it, vi } from 'vitest';
import { offers as compareOffers } from '../views/compare/offers';
import { Clock } from '../views/compare/clock.svelte';
import { offers as loupeOffers } from '../views/loupe/offers';
import { Player } from '../views/loupe/player.svelte';
import { App } from './app.svelte';
import { TOGETHER } from './arrange';
import { fakeBackend } from './backend.fake';
import { isComparable } from './compare';
import { partItems } from './clipItems';
import type { JobView } from './generated/contract';
import { deskWords } from './i18n/desk';
import { compareKeys, globalKeys, loupeKeys, wallKeys, type CompareAction, type GlobalAction } from './keys';
import { commandsOf, matching, type Command } from './palette';
import { partsOf } from './parts';
import type { SheetName } from './sheets.svelte';

let app: App;
let performed: string[];
const offered = (words = deskWords.en) => commandsOf(app, words, perform);
const ids = () => offered().map(({ id }) => id);

/** As the window does, as far as sheets go. */
function perform(action: GlobalAction): void {
  performed.push(action);
  if (action === 'settings') app.sheet = { kind: 'settings' };
  if (action === 'sheet') app.sheet = { kind: 'keys' };
}

async function begin(): Promise<void> {
  performed = [];
  const backend = fakeBackend();
  app = new App(backend, await backend.bootstrap());
  await app.start();
}

beforeEach(begin);

const jobs = () => app.jobs.ids.flatMap((id) => app.jobs.byId.get(id) ?? []);
/** A clip of which everything can be done. */
const whole = () => jobs().find((job) => job.video !== null && partsOf(job).includes('seed') && job.takes > 1 && job.server === 'srv_home') as JobView;

/** Where somebody may be who opens the palette. Each is a way to all that is offered there. */
const PLACES = {
  nowhere: () => undefined,
  'at a clip': () => void (app.cursor = whole().id),
  'at a trashed clip': () => {
    const clip = whole();
    app.jobs.take([{ ...clip, trashed_at: 1 }]);
    app.cursor = clip.id;
  },
  'at a selection': () => {
    for (const job of jobs().filter(isComparable).slice(0, 3)) app.selection.toggle(job.id);
  },
  'in the form': async () => {
    app.composer.prompt = 'A {red|blue} kite';
    app.composer.place({ id: 'pic_1', name: 'a.png', width: 10, height: 10, bytes: 10 }, 'first');
    await app.search.use('kite');
    app.composer.plan.follow();
    await new Promise((done) => setTimeout(done));
  },
  'in the loupe': () => {
    const found = whole();
    const job = { ...found, video: found.video === null ? null : { ...found.video, has_audio: true } };
    app.open = job.id;
    const player = new Player();
    app.viewing = () => loupeOffers(app, { job, player, shown: true, previous: true, next: true, comparable: true }, (action) => performed.push(action));
  },
  'in a comparison': () => {
    const clips = jobs().filter(isComparable).slice(0, 4);
    app.comparing = clips.map(({ id }) => id);
    const clock = new Clock();
    const moves = Object.fromEntries([...new Set(Object.values(compareKeys))].map((action) => [action, () => performed.push(action)])) as unknown as Record<CompareAction, () => void>;
    const deed = (name: string) => () => void performed.push(name);
    app.viewing = () => compareOffers(app, { jobs: clips, clock, look: TOGETHER, others: clips.slice(1), uneven: true }, { moves, together: deed('together'), trashOthers: deed('trashOthers'), close: deed('close') });
  },
} as const satisfies Record<string, () => void | Promise<void>>;

/** What is not in the palette, and why. */
const NOT_BY_NAME: Readonly<Record<string, string>> = {
  palette: 'it is open',
  left: 'arrows move about', right: 'arrows move about', up: 'arrows move about', down: 'arrows move about',
  first: 'Home moves about', last: 'End moves about',
  extendLeft: 'arrows move about', extendRight: 'arrows move about', extendUp: 'arrows move about', extendDown: 'arrows move about',
  pause: 'the same as play',
};

/** Every sheet, or why no command leads to it. */
const SHEETS: Readonly<Record<SheetName['kind'], true | string>> = {
  server: true, settings: true, spend: true, keys: true, changeKeys: true, log: true, licences: true, guide: true, preview: true, craft: true, plan: true, picture: true, export: true, derive: true, cut: true,
  palette: 'it is open',
  bring: 'it asks what a dropped file is for',
};

const missing = (actions: Iterable<string>, has: (action: string) => boolean) => [...new Set(actions)].filter((action) => !(action in NOT_BY_NAME) && !has(action));

describe('the palette is complete: it', () => {
  it('has every action that has a key anywhere', () => {
    expect(missing(Object.values(globalKeys), (action) => ids().includes(action))).toEqual([]);
  });

  it('has what the keys of the wall do, for the clip under them or for what is selected', () => {
    PLACES['at a clip']();
    const alone = ids();
    const labels = offered().map(({ label }) => label);
    PLACES['at a selection']();
    const many = ids();
    const parts = partItems(app, whole(), () => undefined).map(({ label }) => label);
    const by: Readonly<Record<string, boolean>> = {
      usePrompt: labels.includes(app.t.recall.parts.prompt) && parts.includes(app.t.recall.parts.prompt),
      useSeed: labels.includes(app.t.recall.parts.seed) && parts.includes(app.t.recall.parts.seed),
      remove: labels.includes(app.t.marks.toTrash),
      copyFile: labels.includes(app.t.out.copyFile),
      stack: labels.includes(app.t.stacks.open(whole().takes)),
      keep: labels.includes(app.t.stacks.open(whole().takes)),
      selectAll: alone.includes('selectAll'),
      unselect: many.includes('selection.unselect'),
    };
    expect(missing(Object.values(wallKeys), (action) => by[action] ?? alone.includes(`clip.${action}`))).toEqual([]);
    const forMany = ['favourite', 'compare', 'copyFile', 'remove', 'unselect', 'rate:0', 'rate:3', 'rate:5'];
    expect(forMany.filter((action) => !many.includes(`selection.${action}`))).toEqual([]);
  });

  it('has what the keys of the loupe do, while it is open', () => {
    PLACES['in the loupe']();
    const labels = offered().map(({ label }) => label);
    const { recall, marks, out } = app.t;
    const by: Readonly<Record<string, string>> = { usePrompt: recall.parts.prompt, useSeed: recall.parts.seed, remove: marks.toTrash, copyFile: out.copyFile };
    expect(missing(Object.values(loupeKeys), (action) => ids().includes(`view.${action}`) || ids().includes(`clip.${action}`) || labels.includes(by[action] ?? '?'))).toEqual([]);
  });

  it('has what the keys of a comparison do, while it is open', () => {
    PLACES['in a comparison']();
    expect(missing(Object.values(compareKeys), (action) => ids().includes(`view.${action}`))).toEqual([]);
  });

  it('has what only the buttons of the loupe and of a comparison do', () => {
    const { shots: t, compare } = app.t;
    PLACES['in the loupe']();
    const labels = offered().map(({ label }) => label);
    expect([t.as.first, t.as.last, t.as.reference, t.copy, t.save].filter((what) => !labels.includes(`${t.use}: ${what}`))).toEqual([]);
    app.open = null;
    PLACES['in a comparison']();
    const there = offered().map(({ label }) => label);
    expect([compare.removeOthers(3), `${compare.shorter}: ${compare.loop}`].filter((label) => !there.includes(label))).toEqual([]);
  });

  it('has what stands in the settings', () => {
    const wanted = ['log', 'licences', 'report', 'changeKeys', 'saveSettings', 'loadSettings', 'resetSettings', 'backUp', 'restore', 'moveLibrary', 'otherLibrary', 'import.srv_home', 'import.srv_relay', 'balance.srv_relay'];
    expect(wanted.filter((id) => !ids().includes(id))).toEqual([]);
  });

  it('leads to every sheet', async () => {
    const opened = new Set<string>();
    for (const place of Object.values(PLACES)) {
      await begin();
      await place();
      for (const { run } of offered().filter(leads)) {
        app.sheet = null;
        run();
        if (app.sheet !== null) opened.add((app.sheet as SheetName).kind);
      }
    }
    expect(Object.entries(SHEETS).filter(([kind, reachable]) => reachable === true && !opened.has(kind)).map(([kind]) => kind)).toEqual([]);
  });
});

/** What would change what the next place stands on. */
function leads({ id }: Command): boolean {
  return !/^(clip\.trash|clip\.verb|clip\.lastFrame|selection\.(remove|restore|unselect)|clearSearch|demo|language)/.test(id);
}

describe('the palette', () => {
  it.each(Object.keys(PLACES) as (keyof typeof PLACES)[])('names no two commands alike, and draws all of them: %s', async (place) => {
    await PLACES[place]();
    expect(ids().length).toBe(new Set(ids()).size);
    expect(offered().filter(({ icon, label }) => icon === undefined || label === '').map(({ id }) => id)).toEqual([]);
  });

  it('knows no other words for what there is not', async () => {
    const all = new Set<string>();
    for (const place of Object.values(PLACES)) {
      await begin();
      await place();
      for (const id of ids()) all.add(id);
    }
    app.archive.progress = { work: 'backup', done: 1, total: 2 };
    for (const id of ids()) all.add(id);
    const idle = Object.keys(deskWords.en.palette.also).filter((also) => ![...all].some((id) => id === also || id.startsWith(`${also}.`)));
    expect(idle).toEqual([]);
  });

  it('offers no other work on the library while one is under way, but its end', () => {
    app.archive.progress = { work: 'backup', done: 1, total: 2 };
    expect(['backUp', 'restore', 'moveLibrary', 'otherLibrary', 'stopWork'].filter((id) => ids().includes(id))).toEqual(['stopWork']);
  });

  it('pays for nothing while a clip covers the form', () => {
    PLACES['in the loupe']();
    expect(['create', 'composer'].filter((id) => ids().includes(id))).toEqual([]);
  });

  it('does not leave what is shown on the wall behind the loupe', async () => {
    PLACES['in the loupe']();
    offered().find(({ id }) => id === 'search')?.run();
    await vi.waitFor(() => expect([app.open, performed]).toEqual([null, ['search']]));
  });

  it('goes on with the next clip when one goes in the loupe, as its key does', () => {
    PLACES['in the loupe']();
    offered().find(({ label }) => label === app.t.marks.toTrash)?.run();
    expect(performed).toEqual(['remove']);
  });

  it('says what it costs to create again', () => {
    app.cursor = jobs().find(({ again }) => again?.kind === 'known')?.id ?? null;
    expect(offered().find(({ id }) => id === 'clip.verb.create_again')?.label).toMatch(/^Job: Create again · .*\d/);
  });

  it('says what it costs to send what was held', () => {
    const [held] = jobs();
    app.jobs.take([{ ...(held as JobView), state: 'held', verbs: ['resume', 'remove'], cost: { kind: 'known', money: { currency: 'USD', micros: 800_000 } } }]);
    app.cursor = held?.id ?? null;
    expect(offered().find(({ id }) => id === 'clip.verb.resume')?.label).toMatch(/^Job: Send it · \$0\.80$/);
  });

  it('asks before it sends what may have been sent already', async () => {
    const lost = jobs().find(({ state }) => state === 'unconfirmed') as JobView;
    app.cursor = lost.id;
    const acted = vi.spyOn(app.backend, 'act');
    offered().find(({ id }) => id === 'clip.verb.create_again')?.run();
    await Promise.resolve();
    expect([app.open, app.staking, acted.mock.calls]).toEqual([lost.id, lost.id, []]);
  });

  it('has no request and no report for a clip that came as a file', () => {
    const clip = whole();
    app.jobs.take([{ ...clip, server: 'media', server_name: 'file', action: 'import' }]);
    app.cursor = clip.id;
    expect(['clip.curl', 'clip.report', 'clip.open'].filter((id) => ids().includes(id))).toEqual(['clip.open']);
  });

  it('imports nothing from the demo or from a server without a list', () => {
    app.servers = app.servers.map((server) => (server.id === 'srv_home' ? { ...server, can: [] } : server));
    expect(ids().filter((id) => id.startsWith('import.'))).toEqual(['import.srv_relay']);
  });

  it('finds by several words in any order, and puts first what begins with them', () => {
    const found = matching(offered(), 'dark theme').map(({ id }) => id);
    expect([found, matching(offered(), 'search')[0]?.id]).toEqual([['theme.dark'], 'search']);
  });

  it.each([
    ['en', 'shortcuts', 'changeKeys'], ['en', 'errors', 'log'], ['en', 'open source', 'licences'], ['en', 'diagnostics', 'report'], ['en', 'export settings', 'saveSettings'],
    ['en', 'factory', 'resetSettings'], ['en', 'recover', 'restore'], ['en', 'drive', 'moveLibrary'], ['en', 'credit', 'balance.srv_relay'], ['en', 'history', 'import.srv_relay'],
    ['zh-CN', '错误', 'log'], ['zh-CN', '开源', 'licences'], ['zh-CN', '诊断', 'report'], ['zh-CN', '导出', 'saveSettings'], ['zh-CN', '默认', 'resetSettings'],
    ['zh-CN', '拷贝', 'backUp'], ['zh-CN', '还原', 'restore'], ['zh-CN', '迁移', 'moveLibrary'], ['zh-CN', '剩余', 'balance.srv_relay'], ['zh-CN', '热键', 'changeKeys'],
  ] as const)('finds by words that are not in a name either: %s, %s', (tag, typed, id) => {
    expect(matching(offered(deskWords[tag]), typed).map((command) => command.id)).toContain(id);
  });

  it.each([['en', 'price'], ['zh-CN', '价格']] as const)('leads to the price of the chosen model: %s, %s', (tag, typed) => {
    app.settings = { ...app.settings, language: tag };
    app.composer.server = 'srv_relay';
    matching(offered(deskWords[tag]), typed).find(({ id }) => id === 'price')?.run();
    expect(app.sheet).toEqual({ kind: 'server', id: 'srv_relay', at: 'price' });
  });

  it('puts what is named so before what is only also called so', () => {
    const [first, ...others] = matching(offered(), 'backup').map(({ id }) => id);
    expect([first, others]).toEqual(['restore', ['backUp']]);
  });

  it('does what the key does', () => {
    offered().find(({ id }) => id === 'filter:needs_you')?.run();
    expect(performed).toEqual(['filter:needs_you']);
  });
});
