/** What a live tile says, line by line. Pure: everything comes in, so every sentence can be tested with a fixed clock. */
import * as format from '../../lib/format';
import type { ErrorView, JobView } from '../../lib/generated/contract';
import { sentence, type Messages } from '../../lib/i18n';
import { isDerived, remoteSentence } from '../../lib/remote';
import { serversWords } from '../../lib/trouble';

export interface LiveLines {
  /** 0 to 1; `null` where nothing true can be drawn. */
  readonly bar: number | null;
  readonly colour: 'accent' | 'info';
  readonly lines: readonly string[];
  /** The server's own words, if it gave some. */
  readonly words: string | null;
  /** What a search asks for: `HTTP 400`. */
  readonly status: string | null;
}

/** The tile's words for a job without a clip. `server` is its name as shown. */
export function liveLines(job: JobView, server: string, now: number, t: Messages): LiveLines {
  const plain = (...lines: string[]): LiveLines => ({ bar: null, colour: 'accent', lines, words: serversWords(job.error), status: statusOf(job) });
  switch (job.state) {
    case 'draft':
      return plain(t.tile.sendsIn(Math.max(0, Math.ceil(((job.undo_until ?? now) - now) / 1000))));
    case 'submitting':
      return waiting(job, now, t, [t.tile.sending]);
    case 'queued':
      return waiting(job, now, t, [pace(job, now, t).text, job.heard_at === null ? t.tile.queued(server) : heard(job, server, now, t)]);
    case 'running':
      return rendering(job, server, now, t);
    case 'completed':
    case 'downloading':
      return downloading(job, now, t);
    case 'unconfirmed':
      return plain((statusOf(job) === null ? t.tile.unconfirmed : t.tile.unconfirmedAnswered)(format.timeOfDay(job.sent_at ?? job.created_at, t.tag)));
    case 'held':
      return plain(t.tile.held, ...(job.error ? [sentence(t, job.error)] : []));
    case 'expired':
      return plain(job.error ? sentence(t, job.error) : t.tile.expired);
    case 'failed':
      return plain(job.error ? refused(job, job.error, server, t) : t.tile.failed);
    case 'cancelled':
      return plain(t.tile.cancelled);
    case 'ready':
      return plain(t.tile.fileMissing);
  }
}

/** A server that turns out to lack remix has no wrong address. */
function refused(job: JobView, error: ErrorView, server: string, t: Messages): string {
  return isDerived(job.action) ? remoteSentence(t, error, job.action, server) : sentence(t, error);
}

function statusOf({ error }: JobView): string | null {
  return error === null || error.http_status === null ? null : `HTTP ${error.http_status}`;
}

function waiting(job: JobView, now: number, t: Messages, lines: string[]): LiveLines {
  const trouble = job.error ? [sentence(t, job.error)] : [];
  const again = job.error && job.next_at !== null && job.next_at > now ? [t.tile.triesAgain(format.relative(job.next_at - now, t.tag))] : [];
  return { bar: null, colour: 'accent', lines: trouble.length > 0 ? [...trouble, ...again] : lines, words: serversWords(job.error), status: statusOf(job) };
}

function rendering(job: JobView, server: string, now: number, t: Messages): LiveLines {
  const { text, part } = pace(job, now, t);
  const own = job.progress === null ? [] : [t.tile.serverSays(format.percent(job.progress, t.tag))];
  const trouble = job.error ? sentence(t, job.error) : heard(job, server, now, t);
  return {
    bar: job.progress === null ? part : job.progress / 100,
    colour: 'accent',
    lines: [[text, ...own].join(' · '), trouble],
    words: null,
    status: null,
  };
}

/** Elapsed time against the usual one. Past the usual time there is no bar: a full one that stands still would be a lie. */
function pace(job: JobView, now: number, t: Messages): { text: string; part: number | null } {
  const elapsed = now - (job.sent_at ?? job.created_at);
  const time = format.clock(elapsed);
  if (job.pace === null) return { text: time, part: null };
  if (elapsed > job.pace.p95_ms) return { text: t.tile.slower(time), part: null };
  const usual = format.clock(job.pace.median_ms);
  if (elapsed > job.pace.median_ms) return { text: t.tile.past(time, usual), part: null };
  return { text: t.tile.ofAbout(time, usual), part: elapsed / job.pace.median_ms };
}

function heard(job: JobView, server: string, now: number, t: Messages): string {
  if (job.heard_at === null) return t.tile.notHeard(server);
  return t.tile.heard(server, format.relative(Math.min(-1000, job.heard_at - now), t.tag));
}

function downloading(job: JobView, now: number, t: Messages): LiveLines {
  const { transfer } = job;
  const keeps = job.expires_at !== null && job.expires_at > now ? [t.tile.keeps(format.span(job.expires_at - now, t.tag))] : [];
  if (job.error) {
    const live = waiting(job, now, t, []);
    return { ...live, lines: [...live.lines, ...keeps] };
  }
  if (transfer === null) return { bar: null, colour: 'info', lines: [[t.tile.waitsForSlot, ...keeps].join(' ')], words: null, status: null };
  const got = format.bytes(transfer.received, t.tag);
  const text = transfer.total === null ? got : t.tile.bytesOf(got, format.bytes(transfer.total, t.tag));
  const bar = transfer.total === null || transfer.total === 0 ? null : Math.min(1, transfer.received / transfer.total);
  return { bar, colour: 'info', lines: [[text, ...keeps].join(' · ')], words: null, status: null };
}
