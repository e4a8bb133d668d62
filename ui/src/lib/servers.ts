/**
 * What becomes of a server beside its settings: it was connected, its jobs are brought in, what it taught is forgotten. Only sheets
 * begin these, so it is fetched with them; it knows no view.
 */
import type { App } from './app.svelte';
import type { ServerId } from './backend';
import type { DescriptionFile, Lesson, ServerView } from './generated/contract';
import { moment } from './now.svelte';
import { OFFER_TOAST_MS } from './toasts.svelte';

/** A server that was just connected: it is chosen, with a model that its text named, and what it has from before is offered. */
export async function connected(app: App, server: ServerView, lists: boolean, named: readonly string[] = []): Promise<void> {
  app.servers = await app.backend.listServers();
  const offers = lists && server.can.includes('list');
  const action = { label: app.t.imports.start, run: () => void importFrom(app, server.id) };
  app.say(app.t.toast.serverSaved(server.name), offers ? { action, until: moment() + OFFER_TOAST_MS } : {});
  await chooseNamed(app, server.id, named);
}

/** The first of the models that the text named. Where the server lists models and not that one, the first of its list instead. */
async function chooseNamed(app: App, server: ServerId, named: readonly string[]): Promise<void> {
  const [first = null] = named;
  await app.chooseServer(server, first);
  const { composer } = app;
  const listed = composer.models.map(({ id }) => id);
  // The list may come late: what was chosen meanwhile stays.
  if (first === null || composer.server !== server || composer.model !== first || listed.length === 0 || listed.includes(first)) return;
  await composer.chooseModel(named.find((name) => listed.includes(name)) ?? listed[0] ?? first);
}

/** An import that no sheet shows: its messages tell how it goes. */
async function importFrom(app: App, id: ServerId): Promise<void> {
  app.say(app.t.imports.busyAt(app.serverName(id)));
  await app.imports.run(id, false);
}

/** Reads the person's own descriptions anew; the form follows them. No server is asked for its models over that. */
export async function readDescriptions(app: App): Promise<DescriptionFile[]> {
  const files = await app.backend.descriptions();
  await app.composer.chooseModel(app.composer.model);
  return files;
}

/** Forgets what a server taught about a model; a form that followed it offers again what it hid. */
export async function forgetLesson(app: App, lesson: Lesson): Promise<void> {
  const changed = await app.backend.forgetLesson(lesson.server, lesson.id);
  app.servers = app.servers.map((server) => (server.id === changed.id ? changed : server));
  const { server, model } = app.composer;
  if (server === lesson.server && model === lesson.model) await app.composer.chooseModel(model);
}
