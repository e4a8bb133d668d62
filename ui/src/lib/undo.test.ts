import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from './app.svelte';
import { fakeBackend } from './backend.fake';
import type { JobView } from './generated/contract';

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
