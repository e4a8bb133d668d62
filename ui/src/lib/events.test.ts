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

it('a lesson that was learned about the chosen server counts for the form at once, and anything else asks for no model', async () => {
  const backend = fakeBackend();
  const boot = await backend.bootstrap();
  const app = new App(backend, boot);
  await app.start();
  await app.chooseServer('srv_relay');
  const choose = vi.spyOn(app.composer, 'chooseModel');
  const servers = (forget: boolean) => app.servers.map((server) => (forget ? { ...server, lessons: [] } : { ...server, name: `${server.name}!` }));
  hear(app, { type: 'servers', servers: servers(false) });
  expect(choose).not.toHaveBeenCalled();
  hear(app, { type: 'servers', servers: servers(true) });
  expect(choose).toHaveBeenCalledWith(app.composer.model);
});
