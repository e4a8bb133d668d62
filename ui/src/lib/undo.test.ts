import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from './app.svelte';
import { fakeBackend } from './backend.fake';
import type { JobView } from './generated/contract';
import { deskWords } from './i18n/desk';
import { UNDO_MS } from './marking.svelte';
import { commandsOf, matching, undoable } from './palette';

let app: App;
const clip = () => app.jobs.ids.flatMap((id) => app.jobs.byId.get(id) ?? []).find((job) => job.video !== null) as JobView;

beforeEach(async () => {
  const backend = fakeBackend();
  app = new App(backend, await backend.bootstrap());
  await app.start();
});

describe('Mod+Z', () => {
  it('takes back the newest press while it was not sent, and what was marked after that', async () => {
    const { favourite, id } = clip();
    app.composer.prompt = 'A kite';
    await app.marking.favourite([id]);
    await app.create();
    const [first] = app.toasts.flatMap(({ batch }) => batch ?? []);
    await app.create();
    const last = app.toasts.findLast(({ batch }) => batch !== null)?.batch;
    const taken = vi.spyOn(app.backend, 'undoBatch');
    await app.undoLast();
    await app.undoLast();
    expect(taken.mock.calls).toEqual([[last], [first]]);
    expect(app.jobs.byId.get(id)?.favourite).toBe(!favourite);
    await app.undoLast();
    expect(app.jobs.byId.get(id)?.favourite).toBe(favourite);
  });
});

describe('what is taken back', () => {
  const label = () => commandsOf(app, deskWords.en, () => undefined).find(({ id }) => id === 'undo')?.label;

  it('is named with its take before and after', async () => {
    const job = clip();
    await app.marking.trash([job.id]);
    expect(label()).toBe(`Take back (moved to the trash — “${[...job.prompt].slice(0, 40).join('')}${[...job.prompt].length > 40 ? '…' : ''}”)`);
    await app.undoLast();
    expect(app.toasts.at(-1)?.text).toMatch(/^Taken back: moved to the trash — “/);
    expect(label()).toBe(app.t.marks.undoKey);
  });

  it('is named with its tag, and how many takes there were', async () => {
    const [first, ...others] = app.jobs.ids.flatMap((id) => app.jobs.byId.get(id) ?? []).filter((job) => job.video !== null).slice(0, 3) as [JobView, ...JobView[]];
    await app.marking.mark([first, ...others].map(({ id }) => id), { kind: 'tag', name: 'snow', on: true });
    expect(undoable(app)).toMatch(/^tag “snow” — “.+” and 2 others$/);
  });

  it('is nothing that was done more than five minutes ago', async () => {
    const { id, favourite } = clip();
    await app.marking.favourite([id]);
    vi.useFakeTimers({ now: Date.now() + UNDO_MS + 1000, toFake: ['Date'] });
    await app.undoLast();
    vi.useRealTimers();
    expect([app.jobs.byId.get(id)?.favourite, app.toasts.at(-1)?.text]).toEqual([!favourite, app.t.marks.nothingToUndo]);
  });

  it('stands in the palette behind what is called as was typed', async () => {
    await app.marking.trash([clip().id]);
    const first = (typed: string) => matching(commandsOf(app, deskWords.en, () => undefined), typed).map(({ id }) => id);
    expect(first('back')[0]).toBe('backUp');
    expect(first('trash').indexOf('trash')).toBeLessThan(first('trash').indexOf('undo'));
    expect(first('take back')[0]).toBe('undo');
  });
});

describe('what was taken back', () => {
  const redo = () => commandsOf(app, deskWords.en, () => undefined).find(({ id }) => id === 'redo')?.label;

  it('is done again, and can be taken back again, in the order in which it was done', async () => {
    const { favourite, id } = clip();
    await app.marking.favourite([id]);
    await app.marking.mark([id], { kind: 'rating', stars: 4 });
    const rated = app.jobs.byId.get(id)?.rating;
    await app.undoLast();
    await app.undoLast();
    const seen = [app.jobs.byId.get(id)?.favourite];
    await app.marking.redo();
    seen.push(app.jobs.byId.get(id)?.favourite);
    await app.marking.redo();
    expect([...seen, app.jobs.byId.get(id)?.rating]).toEqual([favourite, !favourite, rated]);
    await app.undoLast();
    expect(app.jobs.byId.get(id)?.rating).not.toBe(rated);
  });

  it('is named, also when it is done again', async () => {
    await app.marking.trash([clip().id]);
    await app.undoLast();
    expect(redo()).toMatch(/^Do again \(moved to the trash — “/);
    await app.marking.redo();
    expect(app.toasts.at(-1)?.text).toMatch(/^Done again: moved to the trash — “/);
    expect(redo()).toBe(app.t.marks.redoKey);
  });

  it('goes into the trash again without a hasty second press in its way', async () => {
    const { id } = clip();
    await app.marking.trash([id]);
    await app.undoLast();
    const asked = vi.spyOn(app.backend, 'trash');
    await app.marking.redo();
    expect(asked.mock.calls).toEqual([[[id]]]);
  });

  it('is forgotten when something new is done', async () => {
    const { id } = clip();
    await app.marking.favourite([id]);
    await app.undoLast();
    await app.marking.mark([id], { kind: 'tag', name: 'snow', on: true });
    await app.marking.redo();
    expect(app.toasts.at(-1)?.text).toBe(app.t.marks.nothingToRedo);
  });

  it('stays what it was when taking it back does not work', async () => {
    const { favourite, id } = clip();
    await app.marking.favourite([id]);
    vi.spyOn(app.backend, 'mark').mockRejectedValueOnce({ code: 'library_unavailable', message: null });
    await app.undoLast();
    await app.undoLast();
    expect(app.jobs.byId.get(id)?.favourite).toBe(favourite);
  });
});

describe('a hasty second Delete', () => {
  it('means the take that has gone, and says nothing untrue', async () => {
    const { id } = clip();
    const answer = app.backend.trash.bind(app.backend);
    const shown = app.jobs.byId.get(id) as JobView;
    // The engine's event comes after its answer.
    const asked = vi.spyOn(app.backend, 'trash').mockImplementation(async (ids) => {
      const went = await answer(ids);
      app.jobs.take([shown]);
      return went;
    });
    await Promise.all([app.marking.trash([id]), app.marking.trash([id])]);
    expect(asked.mock.calls).toEqual([[[id]]]);
    expect(app.toasts.map(({ text }) => text)).toEqual([app.t.marks.trashed(1)]);
  });
});
