/**
 * What the engine tells by itself, into what the window shares: events, and how an import or an archive ended. It asks the engine for
 * what was missed alone, and knows no element.
 */
import type { App } from './app.svelte';
import type { ArchiveEnd } from './archive.svelte';
import type { ServerId } from './backend';
import { bytes } from './format';
import type { AppEvent, ServerView } from './generated/contract';
import { sentence } from './i18n';
import { importedSentence, type ImportState } from './imports.svelte';
import { moment } from './now.svelte';
import { OFFER_TOAST_MS } from './toasts.svelte';

/** Something happened in the engine. */
export function hear(app: App, event: AppEvent): void {
  app.news.handle(event);
  app.jobs.apply(event);
  app.archive.handle(event);
  if (event.type === 'jobs' || event.type === 'removed') app.spending.refreshSoon();
  switch (event.type) {
    case 'servers': {
      const taught = (servers: readonly ServerView[]) => JSON.stringify(servers.find(({ id }) => id === app.composer.server)?.lessons ?? []);
      const before = taught(app.servers);
      app.servers = event.servers;
      // What an accepted job taught about the chosen model counts for the next press.
      if (taught(event.servers) !== before) void app.attempt(() => app.composer.chooseModel(app.composer.model));
      break;
    }
    case 'budget':
      // The next change of any setting writes all of them: it must not put the old budget back.
      app.settings = { ...app.settings, budget: event.budget };
      app.spending.refreshSoon();
      break;
    case 'staged':
      app.dragging = false;
      app.placePicture(event.picture, event.role);
      break;
    case 'recipe':
      app.dragging = false;
      void app.recall((recall) => recall.recipe(event.recipe));
      break;
    case 'videos':
      void app.bring(event);
      break;
    case 'new_version':
      void app.attempt(async () => (await import('./updates')).tell(app, event.version));
      break;
    case 'open_job':
      app.sheet = null;
      app.comparing = null;
      app.open = event.id;
      break;
    case 'drag_over':
      app.dragging = event.active;
      break;
    case 'notice':
      app.dragging = false;
      if (event.kind === 'disk_full') app.diskFull = true;
      // Why it brought no recipe says more than that it did not.
      else if (event.kind === 'recipe_refused' && event.error !== null) app.fail(event.error);
      else app.say(app.t.notices[event.kind], { error: event.error });
      break;
    case 'removed':
      if (app.open !== null && event.ids.includes(app.open)) app.open = null;
      app.selection.keep((id) => !event.ids.includes(id));
      if (app.sheet?.kind === 'derive' && event.ids.includes(app.sheet.job)) app.sheet = null;
      break;
    case 'transfer':
      // Bytes arrive again: there is room.
      app.diskFull = false;
      break;
    case 'missed':
      void app.attempt(async () => {
        const [boot] = await Promise.all([app.backend.bootstrap(), app.jobs.reload(), app.spending.refresh()]);
        app.servers = boot.servers;
      });
      break;
    case 'archive':
    case 'quit_asked':
    case 'jobs':
      break;
  }
}

/** Sheets that show servers tell the end themselves. */
export function importEnded(app: App, server: ServerId, state: ImportState): void {
  if (state.kind === 'done') app.jobs.take(state.imported.jobs);
  if (app.sheet?.kind === 'server' || app.sheet?.kind === 'settings') return;
  const name = app.serverName(server);
  if (state.kind === 'failed') app.say(app.t.imports.at(name, sentence(app.t, state.error)), { error: state.error });
  if (state.kind === 'done') app.say(app.t.imports.at(name, importedSentence(app.t, state.imported)), { until: moment() + OFFER_TOAST_MS });
}

/** The settings tell the end themselves, and are opened where the person has to choose; but in the place of no other sheet. */
export function archiveEnded(app: App, end: ArchiveEnd): void {
  if (app.sheet?.kind === 'settings') return;
  const { library } = app.t;
  if (end.kind === 'failed') app.fail(end.error);
  if (end.kind === 'made') {
    const action = { label: library.openFolder, run: () => void app.attempt(() => app.backend.showBackup()) };
    app.say(library.made(end.made.name, bytes(end.made.bytes, app.tag)), { action, until: moment() + OFFER_TOAST_MS });
  }
  if (end.kind !== 'contents' && end.kind !== 'restored') return;
  const show = () => (app.sheet = { kind: 'settings', at: 'library' });
  const said = end.kind === 'contents' ? library.whole : library.restored(end.restored.folder);
  if (app.sheet === null) show();
  else app.say(said, { action: { label: app.t.app.settings, run: show }, until: moment() + OFFER_TOAST_MS });
}
