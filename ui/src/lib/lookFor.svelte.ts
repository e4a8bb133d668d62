/**
 * Looks for a job whose answer was lost, and where the list does not say leads to the field for its id. Knows no element: the field
 * comes for what is asked here.
 */
import { asError, type JobId } from './backend';
import type { App } from './app.svelte';
import type { JobView } from './generated/contract';
import { sentence } from './i18n';
import { moment } from './now.svelte';
import { OFFER_TOAST_MS } from './toasts.svelte';

/** The job whose field should have the focus. */
export const idWanted = $state<{ job: JobId | null }>({ job: null });

/** To the field for its id, in the loupe. */
export function giveId(app: App, job: JobView): void {
  idWanted.job = job.id;
  app.sheet = null;
  app.comparing = null;
  app.open = job.id;
}

export async function lookFor(app: App, job: JobView): Promise<void> {
  try {
    app.jobs.take(await app.backend.act(job.id, 'look_for_it'));
  } catch (thrown) {
    const error = asError(thrown);
    if (error.code !== 'not_in_list' && error.code !== 'no_list') return app.fail(thrown);
    app.say(sentence(app.t, error), { error, until: moment() + OFFER_TOAST_MS, action: { label: app.t.remote.giveId, run: () => giveId(app, job) } });
  }
}
