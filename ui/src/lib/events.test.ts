import { expect, it, vi } from 'vitest';
import { App } from './app.svelte';
import { fakeBackend } from './backend.fake';
import { hear } from './events';

it('a window that missed changes reads anew what it shows', async () => {
  const backend = fakeBackend();
  const boot = await backend.bootstrap();
  const app = new App(backend, boot);
  await app.start();
  const wall = vi.spyOn(app.jobs, 'reload');
  const servers = boot.servers.slice(0, 1);
  vi.spyOn(backend, 'bootstrap').mockResolvedValue({ ...boot, servers });
  hear(app, { type: 'missed' });
  await vi.waitFor(() => expect(app.servers).toEqual(servers));
  expect(wall).toHaveBeenCalledOnce();
});
