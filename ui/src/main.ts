/** Joins the engine and the window, and shows why if that fails. */
import { mount, tick } from 'svelte';
import './styles/reset.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/arriving.css';
import { asError, type Backend } from './lib/backend';
import { App, chooseTheme } from './lib/app.svelte';
import type { AppEvent } from './lib/generated/contract';
import { catalogues, chooseTag, learn } from './lib/i18n';
import { tauriBackend } from './lib/ipc';
import { Archive } from './lib/archive.svelte';
import { fetchLater, later } from './views/later';
import Window from './views/Window.svelte';

/** The engine; in a plain browser, while developing or testing, one that lives in memory and is in no release. */
async function chooseBackend(): Promise<Backend> {
  const plainBrowser = import.meta.env.DEV && !('__TAURI_INTERNALS__' in window);
  if (import.meta.env.MODE === 'fake' || plainBrowser) return (await import('./lib/backend.fake')).fakeBackend();
  return tauriBackend();
}

/**
 * After the first frame is painted. A window that is not shown yet paints none, and WebKitGTK then gives none to anybody who asks
 * for one: there it is enough that the page stands, and that what waits in the queue is done.
 */
function firstFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
    if (document.visibilityState === 'visible') return;
    const queue = new MessageChannel();
    queue.port1.onmessage = () => resolve();
    queue.port2.postMessage(null);
  });
}

const target = document.getElementById('app') ?? document.body;

async function start(): Promise<void> {
  const backend = await chooseBackend();
  // Events first: whatever happens after `bootstrap` was answered must not be missed.
  const early: AppEvent[] = [];
  let take = (event: AppEvent): void => void early.push(event);
  try {
    await backend.subscribe((event) => take(event));
    const boot = await backend.bootstrap();
    await learn(chooseTag(boot.settings.language, boot.system_language));
    const app = new App(backend, boot);
    take = (event) => app.handle(event);
    early.forEach(take);
    target.replaceChildren();
    mount(Window, { target, props: { app } });
    await tick();
    void app.start();
  } catch (thrown) {
    const tag = chooseTag('system', navigator.language);
    document.documentElement.dataset['theme'] = chooseTheme('system', matchMedia('(prefers-color-scheme: light)').matches);
    document.documentElement.lang = tag;
    await learn(tag);
    const error = asError(thrown);
    const archive = new Archive(backend);
    take = (event) => archive.handle(event);
    early.forEach(take);
    const t = catalogues[tag];
    target.replaceChildren();
    if (error.code === 'library_moving') {
      const { default: Moving } = await import('./views/Moving.svelte');
      mount(Moving, { target, props: { t, plan: error, backend, archive } });
    } else {
      const { default: Failure } = await import('./views/Failure.svelte');
      mount(Failure, { target, props: { t, error, backend, archive } });
      await backend.log('error', `start: ${error.code}`).catch(() => undefined);
    }
  }
  await firstFrame();
  void backend.uiReady().catch(() => undefined);
  void later.menus().then(({ ownMenus }) => ownMenus());
  void fetchLater();
}

void start();
