/**
 * Selecting all that the wall holds, also what is not loaded yet: its pages are fetched one after the other. It knows the wall's
 * pages and its selection, nothing of what becomes of either.
 */
import type { App } from './app.svelte';
import type { Jobs } from './jobs.svelte';

/** So many are selected at most: their tiles have to be in memory. */
export const MOST = 5000;
/** Before a page is asked for while another one is on its way. */
const AGAIN_MS = 30;

/** Ends early, and selects nothing more, when the person does something else with the selection meanwhile. */
export async function selectEverything(app: App, most = MOST): Promise<void> {
  const { jobs, selection } = app;
  selection.set(jobs.ids);
  if (!isWhole(jobs)) {
    const turn = selection.gather();
    while (!isWhole(jobs) && jobs.ids.length < most && (await goOn(jobs)) && turn === selection.turn) selection.hold(jobs.ids);
    if (turn !== selection.turn) return;
    selection.set(jobs.ids.slice(0, most));
  }
  if (jobs.trouble !== null) app.fail(jobs.trouble);
  else if (jobs.ids.length > most || !isWhole(jobs)) app.say(app.t.selection.most(most));
}

function isWhole(jobs: Jobs): boolean {
  return nextDay(jobs) === undefined && (jobs.shape !== null || !jobs.hasMore);
}

/** The first day of which something is missing. */
function nextDay(jobs: Jobs): string | undefined {
  return jobs.shape?.find(({ day }) => jobs.missingOf(day) > 0)?.day;
}

/** Loads one more page. False: nothing came of it. */
async function goOn(jobs: Jobs): Promise<boolean> {
  while (jobs.loading) await new Promise((done) => setTimeout(done, AGAIN_MS));
  const { ids, shape } = jobs;
  const day = nextDay(jobs);
  await (day === undefined ? jobs.more() : jobs.reach(day));
  return jobs.trouble === null && (jobs.ids !== ids || jobs.shape !== shape);
}
