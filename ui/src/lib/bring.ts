/**
 * Videos that become clips of the library: dropped or picked. The engine copies and checks them; here is only what is asked and
 * said. Fetched when the first video comes.
 */
import type { App } from './app.svelte';
import type { Brought, ErrorView, RecipeView } from './generated/contract';
import { sentence } from './i18n';
import { moment } from './now.svelte';

/** So long a message stays that offers to show what came. */
const OFFER_MS = 12_000;
/** Refusals that are told one by one; of more, only how many. */
const TOLD = 3;

/** Videos were dropped. One that carries a recipe may be meant for the form: that is asked. */
export async function dropped(app: App, names: readonly string[], recipe: RecipeView | null): Promise<void> {
  const [name] = names;
  if (recipe !== null && name !== undefined) app.sheet = { kind: 'bring', name, recipe };
  else await bringDropped(app, names.length);
}

/** Those that were dropped last. */
export async function bringDropped(app: App, count: number): Promise<void> {
  app.sheet = null;
  app.say(app.t.bring.busy(count));
  await app.attempt(async () => tell(app, await app.backend.bringDropped()));
}

/** Asks for some. */
export async function bringPicked(app: App): Promise<void> {
  await app.attempt(async () => {
    const brought = await app.backend.bringPicked();
    if (brought !== null) tell(app, brought);
  });
}

function tell(app: App, { jobs, refused }: Brought): void {
  const { bring } = app.t;
  app.jobs.take(jobs);
  const [first] = jobs;
  const until = moment() + OFFER_MS;
  const show = (id: string) => ({ label: bring.show, run: () => (app.open = id) });
  if (first !== undefined) app.say(bring.done(jobs.length), { until, action: show(first.id) });
  for (const error of refused.slice(0, TOLD)) refuse(error);
  if (refused.length > TOLD) app.say(bring.others(refused.length - TOLD), { until });

  function refuse(error: ErrorView): void {
    const known = error.code === 'file_known' ? error.params['job'] : undefined;
    // What is there already is no trouble, and can be looked at.
    if (known === undefined) app.say(sentence(app.t, error), { error });
    else app.say(sentence(app.t, error), { until, action: show(known) });
  }
}
