/**
 * What a server can still do with a clip that it made. Kept in one place, so that buttons, keys and menus never offer
 * different things. Pure; it knows no words and sends nothing.
 */
import type { Action, ErrorView, JobView, ServerView, State } from './generated/contract';
import type { Messages } from './i18n';
import { sentence } from './i18n';

/** Makes a new, paid video out of an earlier one. */
export type DeriveVerb = Extract<Action, 'remix' | 'edit' | 'extend'>;
export type RemoteVerb = DeriveVerb | 'delete';

const DERIVES: readonly DeriveVerb[] = ['remix', 'edit', 'extend'];

/** The server has finished with it. */
const FINISHED: Readonly<Record<State, boolean>> = {
  draft: false,
  submitting: false,
  unconfirmed: false,
  queued: false,
  running: false,
  completed: true,
  downloading: true,
  ready: true,
  failed: false,
  cancelled: false,
  expired: false,
  held: false,
};

/** The verbs that this job's server has for it, in the order in which they are shown. */
export function remoteVerbs(job: JobView, servers: readonly ServerView[]): RemoteVerb[] {
  const can = servers.find((server) => server.id === job.server)?.can ?? [];
  if (!FINISHED[job.state] || job.remote_id === null || job.remote_deleted_at !== null) return [];
  const verbs: RemoteVerb[] = DERIVES.filter((verb) => can.includes(verb));
  // While the only copy is the server's, deleting it would lose what was paid for.
  if (can.includes('delete') && job.state === 'ready' && job.video !== null) verbs.push('delete');
  return verbs;
}

/** Whether a job was made out of another one on its server. */
export function isDerived(action: Action): action is DeriveVerb {
  return (DERIVES as readonly Action[]).includes(action);
}

/** The sentence for trouble with a verb: that the server lacks it is no question of the address. */
export function remoteSentence(messages: Messages, error: ErrorView, verb: RemoteVerb, server: string): string {
  if (error.code === 'no_such_endpoint') return messages.remote.lacks[verb](server);
  if (error.code === 'not_allowed_now') return messages.remote.noLonger(server);
  return sentence(messages, error);
}

/** The most that one extension may add; beyond it a number is a slip. */
const LONGEST_S = 3600;

/** Seconds as typed, with a comma as well, or as an input method for Chinese has them; `null` for what is none. */
export function readSeconds(text: string): number | null {
  const value = Number(text.normalize('NFKC').replace(/[,。]/, '.'));
  return text.trim() !== '' && Number.isFinite(value) && value > 0 && value <= LONGEST_S ? value : null;
}
