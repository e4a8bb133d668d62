/**
 * Videos that become clips of the library: dropped or picked. The engine copies and checks them; here is only what is asked and
 * said. Fetched when the first video comes.
 */
import type { App } from './app.svelte';
import type { Brought, ErrorView, RecipeView } from './generated/contract';
import { sentence } from './i18n';
import { clips } from './i18n/clips';
import { moment } from './now.svelte';
import { OFFER_TOAST_MS } from './toasts.svelte';

/** Refusals that are told one by one; of more, only how many. */
const TOLD = 3;

/** Videos were dropped: one that carries a recipe may be meant for the form, and that is asked. `null`: the person is asked for some. */
export async function bring(app: App, dropped: { readonly names: readonly string[]; readonly recipe: RecipeView | null } | null): Promise<void> {
  if (dropped === null) return bringPicked(app);
  const { names, recipe } = dropped;
  const [name] = names;
  if (recipe !== null && name !== undefined) app.sheet = { kind: 'bring', name, recipe };
  else await bringDropped(app, names.length);
}

/** Those that were dropped last. */
export async function bringDropped(app: App, count: number): Promise<void> {
  app.sheet = null;
  app.say(clips[app.tag].ask.busy(count));
  await app.attempt(async () => tell(app, await app.backend.bringDropped()));
}

async function bringPicked(app: App): Promise<void> {
  await app.attempt(async () => {
    const brought = await app.backend.bringPicked();
    if (brought !== null) tell(app, brought);
  });
}

function tell(app: App, { jobs, refused }: Brought): void {
  const words = clips[app.tag].ask;
  app.jobs.take(jobs);
  const [first] = jobs;
  const until = moment() + OFFER_TOAST_MS;
  const show = (id: string) => ({ label: words.show, run: () => (app.open = id) });
  if (first !== undefined) app.say(words.done(jobs.length), { until, action: show(first.id) });
  for (const error of refused.slice(0, TOLD)) refuse(error);
  if (refused.length > TOLD) app.say(words.others(refused.length - TOLD), { until });

  function refuse(error: ErrorView): void {
    const known = error.code === 'file_known' ? error.params['job'] : undefined;
    // What is there already is no trouble, and can be looked at.
    if (known === undefined) app.say(sentence(app.t, error), { error });
    else app.say(sentence(app.t, error), { until, action: show(known) });
  }
}
