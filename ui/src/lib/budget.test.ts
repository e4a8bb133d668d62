import { expect, it, vi } from 'vitest';
import { App } from './app.svelte';
import { fakeBackend } from './backend.fake';
import { hear } from './events';

it('a budget that was set outside of the window is not put back by the next change of a setting', async () => {
  const backend = fakeBackend();
  const app = new App(backend, await backend.bootstrap());
  await app.start();
  const saved = vi.spyOn(backend, 'saveSettings');
  const budget = { micros: 5_000_000, currency: 'USD' };
  hear(app, { type: 'budget', budget });
  await app.set({ theme: 'dark' });
  expect(saved.mock.lastCall?.[0]).toMatchObject({ theme: 'dark', budget });
});
