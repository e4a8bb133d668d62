import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from './app.svelte';
import { fakeBackend } from './backend.fake';
import { selectEverything } from './everything';

let app: App;

/** Some 4,000 clips, of which the first page is loaded. */
async function open(): Promise<void> {
  history.replaceState(null, '', '?wall=years');
  const backend = fakeBackend();
  app = new App(backend, await backend.bootstrap());
  await app.start();
}

const everything = () => app.jobs.counts.everything;

beforeEach(open);
afterEach(() => history.replaceState(null, '', '?'));

describe('selecting everything', () => {
  it('takes in what is not loaded yet', async () => {
    expect(app.jobs.ids.length).toBeLessThan(everything());
    await selectEverything(app);
    expect(app.selection.size).toBe(everything());
  });

  it('takes in what lies between two parts that are loaded', async () => {
    await vi.waitFor(() => expect(app.jobs.shape).not.toBeNull());
    const loaded = app.jobs.ids.length;
    await app.jobs.reach(app.jobs.shape?.at(-1)?.day ?? '');
    expect(app.jobs.ids.length).toBeGreaterThan(loaded);
    await selectEverything(app);
    expect(app.selection.size).toBe(everything());
  });

  it('takes in all of a wall that has no days', async () => {
    await app.jobs.show('everything', '', { by: 'length', up: false });
    await selectEverything(app);
    expect(app.selection.size).toBe(everything());
  });

  it('says that there are more than go at once', async () => {
    await selectEverything(app, 300);
    expect(app.selection.size).toBe(300);
    expect(app.toasts.at(-1)?.text).toContain('300 are selected');
  });

  it('ends when the person selects something else meanwhile', async () => {
    const [one] = app.jobs.ids;
    const end = selectEverything(app);
    app.selection.set([one ?? '']);
    await end;
    expect([...app.selection.ids]).toEqual([one]);
  });

  it('keeps what it has and says why when a page cannot be read', async () => {
    const wall = app.backend.wall;
    let pages = 0;
    (app.backend as { wall: typeof wall }).wall = (query) => ((pages += 1) > 2 ? Promise.reject({ code: 'library_unavailable', message: null, params: {} }) : wall(query));
    await selectEverything(app);
    expect(app.selection.gathering).toBe(false);
    expect(app.selection.size).toBe(app.jobs.ids.length);
    expect(app.toasts.at(-1)?.error?.code).toBe('library_unavailable');
  });
});
