/** What is said of a newer version that was found without being asked for. */
import type { App } from './app.svelte';
import { deskWords } from './i18n/desk';
import { moment } from './now.svelte';
import { OFFER_TOAST_MS } from './toasts.svelte';

export function tell(app: App, version: string): void {
  const t = deskWords[app.tag].updates;
  const run = () => (app.sheet = { kind: 'settings', at: 'updates' });
  app.say(t.found(version), { action: { label: t.show, run }, until: moment() + OFFER_TOAST_MS });
}
