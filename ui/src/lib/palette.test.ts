import { beforeEach, describe, expect, it } from 'vitest';
import { App } from './app.svelte';
import { fakeBackend } from './backend.fake';
import { deskWords } from './i18n/desk';
import { globalKeys, wallKeys, type GlobalAction } from './keys';
import { commandsOf, matching } from './palette';
import { partsOf } from './recall';

let app: App;
let performed: GlobalAction[];
const offered = () => commandsOf(app, deskWords.en, (action) => performed.push(action));

beforeEach(async () => {
  performed = [];
  const backend = fakeBackend();
  app = new App(backend, await backend.bootstrap());
  await app.start();
});

/** Moving about is what the arrow keys are for, and the palette cannot be opened twice. */
const NOT_BY_NAME = ['palette', 'left', 'right', 'up', 'down', 'first', 'last', 'extendLeft', 'extendRight', 'extendUp', 'extendDown', 'select'];

describe('the palette', () => {
  it('has every action that has a key anywhere', () => {
    const ids = offered().map(({ id }) => id);
    expect(Object.values(globalKeys).filter((action) => !NOT_BY_NAME.includes(action) && !ids.includes(action))).toEqual([]);
  });

  it('has what the keys of the wall do, for the clip under them or for what is selected', () => {
    const clip = app.jobs.ids.flatMap((id) => app.jobs.byId.get(id) ?? []).find((job) => job.video !== null && partsOf(job).includes('seed') && job.takes > 1 && job.server === 'srv_home');
    app.cursor = clip?.id ?? null;
    const alone = offered().map(({ label }) => label);
    for (const id of app.jobs.ids) if (app.jobs.byId.get(id)?.state === 'ready') app.selection.toggle(id);
    const all = [...alone, ...offered().map(({ label }) => label)];
    const { keys, marks, remote, out, compare, loupe, wall, selection, stacks, recall } = app.t;
    const labels: Record<string, string> = {
      open: keys.actions.open, favourite: wall.favourite, useAll: keys.actions.useAll, usePrompt: recall.parts.prompt, useSeed: recall.parts.seed,
      vary: remote.vary, remix: remote.open.remix, remove: marks.toTrash, copyFile: out.copyFile, copyPrompt: loupe.copyPrompt, showInFolder: loupe.showInFolder, compare: compare.open, unselect: selection.clear, selectAll: app.t.viewerKeys.selectAll,
      stack: stacks.open(clip?.takes ?? 0), keep: stacks.open(clip?.takes ?? 0),
      ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((n) => [`rate:${n}`, deskWords.en.palette.rate(n === 0 ? marks.noStars : marks.stars(n))])),
    };
    const missing = [...new Set(Object.values(wallKeys))].filter((action) => !NOT_BY_NAME.includes(action) && !all.includes(labels[action] ?? ''));
    expect(missing).toEqual([]);
  });

  it('names no two commands alike', () => {
    app.cursor = app.jobs.ids[0] ?? null;
    const ids = offered().map(({ id }) => id);
    expect(ids.length).toBe(new Set(ids).size);
  });

  it('draws every command', () => {
    for (const id of [null, ...app.jobs.ids.slice(0, 12)]) {
      app.cursor = id;
      expect(offered().filter(({ icon }) => icon === undefined).map(({ label }) => label)).toEqual([]);
    }
  });

  it('finds by several words in any order, and puts first what begins with them', () => {
    const found = matching(offered(), 'dark theme').map(({ id }) => id);
    expect([found, matching(offered(), 'search')[0]?.id]).toEqual([['theme.dark'], 'search']);
  });

  it('does what the key does', () => {
    offered().find(({ id }) => id === 'filter:needs_you')?.run();
    expect(performed).toEqual(['filter:needs_you']);
  });
});
