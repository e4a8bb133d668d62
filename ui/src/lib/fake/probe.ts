/**
 * Tests of servers that do not exist. The address and the key choose how it goes: without `/v1` it is a web page, the key
 * `wrong` is refused, `moved.` knows https only, `locked.` answers nobody without a key, `bare.` has no list of videos, `down.` does not answer.
 */
import type { Capability, Check, ErrorCode, ErrorView, ServerTest } from '../generated/contract';

const bad = (code: ErrorCode, http_status: number | null, params: Record<string, string> = {}, message: string | null = null): ErrorView => ({ code, message, http_status, params });

function check(kind: Check['kind'], outcome: Check['outcome'], more: Partial<Check> = {}): Check {
  const answered = outcome === 'passed' && kind !== 'verbs';
  return { kind, outcome, http_status: answered ? 200 : null, elapsed_ms: answered ? 84 : null, count: null, known: null, can: [], error: null, ...more };
}

function failed(reachable: Check, key: Check, verbs = check('verbs', 'skipped')): ServerTest {
  return { ok: false, checks: [reachable, key, check('models', 'skipped'), check('lists_videos', 'skipped'), verbs] };
}

/** Descriptions that have more than making videos. */
const VERBS: Readonly<Record<string, Capability[]>> = { 'openai-generic': ['remix', 'edit', 'extend', 'delete'], 'vllm-omni': ['delete'] };

export function probe(draft: { base_url: string; profile: string | null }, key: string | null): ServerTest {
  if (!/^https?:\/\/[^/]/.test(draft.base_url)) throw bad('url_invalid', null);
  const { host } = new URL(draft.base_url);
  if (host.startsWith('down.')) return failed(check('reachable', 'failed', { error: bad('unreachable', null) }), check('key', 'skipped'));
  if (draft.base_url.startsWith('http:') && host.startsWith('moved.')) {
    const error = bad('moved', 301, { suggestion: draft.base_url.replace('http:', 'https:') }, draft.base_url.replace('http:', 'https:') + '/models');
    return failed(check('reachable', 'failed', { error, http_status: 301, elapsed_ms: 12 }), check('key', 'skipped'));
  }
  if (!/\/v1\/?$/.test(draft.base_url)) {
    const error = bad('not_an_api', 200, { suggestion: `${draft.base_url.replace(/\/+$/, '')}/v1` });
    return failed(check('reachable', 'failed', { error, http_status: 200, elapsed_ms: 61 }), check('key', 'skipped'));
  }
  if (key === null && host.startsWith('locked.')) {
    const error = bad('key_refused', 401);
    return failed(check('reachable', 'passed'), check('key', 'failed', { error, http_status: 401, elapsed_ms: 52 }), check('verbs', 'passed', { can: ['delete'] }));
  }
  if (key === 'wrong') {
    const error = bad('key_refused', 401, {}, 'Incorrect API key provided.');
    return failed(check('reachable', 'passed'), check('key', 'failed', { error, http_status: 401, elapsed_ms: 52 }));
  }
  const can = VERBS[draft.profile ?? ''] ?? [];
  const lists = host.startsWith('bare.') ? check('lists_videos', 'absent', { http_status: 404 }) : check('lists_videos', 'passed');
  return { ok: true, checks: [check('reachable', 'passed'), check('key', 'passed'), check('models', 'passed', { count: 214, known: 9 }), lists, check('verbs', can.length > 0 ? 'passed' : 'absent', { can })] };
}
