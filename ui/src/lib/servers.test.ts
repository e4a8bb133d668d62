import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from './app.svelte';
import { fakeBackend } from './backend.fake';
import type { ServerView } from './generated/contract';
import { connected } from './servers';

let app: App;
const relay = () => app.servers.find(({ id }) => id === 'srv_relay') as ServerView;

beforeEach(async () => {
  const backend = fakeBackend();
  app = new App(backend, await backend.bootstrap());
  await app.start();
});

describe('a server that was just connected', () => {
  it.each([
    ['with the model that its text named', ['kling-v2-6', 'sora-2'], 'kling-v2-6'],
    ['with the first named one that it lists', ['YOUR_MODEL', 'kling-v2-6'], 'kling-v2-6'],
    ['with the first of its list where it lists none of them', ['YOUR_MODEL'], 'sora-2'],
    ['with the first of its list where none was named', [], 'sora-2'],
  ])('is chosen %s', async (_, named, model) => {
    await connected(app, relay(), false, named);
    expect([app.composer.server, app.composer.model, app.composer.description?.id]).toEqual(['srv_relay', model, model]);
  });

  it('keeps the named model where it lists none', async () => {
    vi.spyOn(app.backend, 'listModels').mockResolvedValue([]);
    await connected(app, relay(), false, ['veo-9']);
    expect(app.composer.model).toBe('veo-9');
  });

  it('keeps what was chosen while its list was on the way', async () => {
    const listed = await app.backend.listModels('srv_relay');
    let arrive = (): void => undefined;
    vi.spyOn(app.backend, 'listModels').mockReturnValue(new Promise((resolve) => (arrive = () => resolve(listed))));
    const done = connected(app, relay(), false, ['YOUR_MODEL']);
    await vi.waitFor(() => expect(app.composer.model).toBe('YOUR_MODEL'));
    await app.composer.chooseModel('mine');
    arrive();
    await done;
    expect(app.composer.model).toBe('mine');
  });
});
