/** What it says on a button that makes a video a second time. The tiles and the palette have it, so it knows neither. */
import type { App } from './app.svelte';
import type { JobView, Verb } from './generated/contract';
import { costText } from './money';

/** With what it costs by the prices of today; `($)` where nobody knows. */
export function priced(app: App, job: JobView, words: string): string {
  if (job.again?.kind === 'free') return words;
  return job.again?.kind === 'known' ? `${words} · ${costText(job.again, app.tag, app.t)}` : app.t.priced(words);
}

/** What a verb says on its button. What was held and not sent costs what it was priced at when it was made. */
export function verbLabel(app: App, job: JobView, verb: Verb): string {
  const words = app.t.verbs[verb];
  if (verb === 'create_again') return priced(app, job, words);
  if (verb !== 'resume' || job.cost.kind === 'free' || job.cost.kind === 'included') return words;
  return job.cost.kind === 'known' ? `${words} · ${costText(job.cost, app.tag, app.t)}` : app.t.priced(words);
}

/** An answer that was lost may have made a video: sending again may pay twice, and is asked about first. */
export function isStake(job: JobView): boolean {
  return job.state === 'unconfirmed';
}
