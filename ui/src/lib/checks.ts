/**
 * One line of the checklist as words. Pure; a title says what was found, never only what was asked, so that a line can be
 * read without its mark.
 */
import * as format from './format';
import type { Messages } from './i18n';
import type { Check, CheckOutcome, ServerTest } from './generated/contract';

/** `keyless`: the test was made without a key. */
export function checkTitle(messages: Messages, check: Check, keyless: boolean): string {
  const t = messages.connect;
  const asked = messages.servers.checks[check.kind];
  switch (check.kind) {
    case 'reachable':
      return check.outcome !== 'failed' ? asked : check.http_status === null ? t.unreachable : t.unusable;
    case 'key':
      return { passed: keyless ? t.keyless : asked, failed: keyless ? t.keyNeeded : t.keyRefused, absent: t.keyNotAsked, skipped: check.http_status === null ? asked : t.keyNotAsked }[check.outcome];
    case 'models':
      return check.outcome === 'absent' ? t.noModels : asked;
    case 'lists_videos':
      return check.outcome === 'absent' ? t.noVideos : asked;
    case 'verbs':
      return check.outcome === 'skipped' ? asked : verbs(messages, check);
  }
}

/** Nothing was heard of a server that does not answer, or lets nobody in: what its description says is no finding, and has no mark. */
export function markOf(test: ServerTest, check: Check): CheckOutcome {
  return check.kind === 'verbs' && isShut(test) ? 'skipped' : check.outcome;
}

/** Whether the test got no further than the door. */
export function isShut({ checks }: ServerTest): boolean {
  return checks.some(({ kind, outcome }) => (kind === 'reachable' || kind === 'key') && outcome === 'failed');
}

/** What the server has: `Remix, edit, extend, delete`. */
function verbs(messages: Messages, check: Check): string {
  const t = messages.connect;
  if (check.can.length === 0) return t.noVerbs;
  const words = check.can.map((one) => t.can[one]).join(messages.form.comma);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The small line under a title; empty when there is nothing to add. Errors have their own sentence beside it. */
export function checkDetail(messages: Messages, check: Check): string {
  const t = messages.connect;
  switch (check.kind) {
    case 'reachable':
      return check.outcome === 'skipped' ? messages.servers.skipped : answered(messages, check);
    case 'key':
      return { passed: '', failed: '', absent: t.noKeyGiven, skipped: check.http_status === null ? messages.servers.skipped : t.keyUnproven }[check.outcome];
    case 'models':
      return { passed: models(messages, check), failed: '', absent: t.noList, skipped: messages.servers.skipped }[check.outcome];
    case 'lists_videos':
      return { passed: t.importAvailable, failed: '', absent: t.noImport, skipped: messages.servers.skipped }[check.outcome];
    case 'verbs':
      return { passed: t.verbsHere, failed: '', absent: t.noVerbsDetail, skipped: messages.servers.skipped }[check.outcome];
  }
}

function answered(messages: Messages, check: Check): string {
  if (check.http_status === null || check.elapsed_ms === null) return '';
  return messages.servers.answered(String(check.http_status), format.elapsed(check.elapsed_ms, messages.tag));
}

function models(messages: Messages, check: Check): string {
  if (check.count === null) return '';
  const listed = messages.connect.lists(check.count);
  return check.known === null ? listed : messages.connect.listsKnown(listed, check.known);
}
