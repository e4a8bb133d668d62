/** The half of the fake engine that asks for something of an earlier job: derive, fix, delete, and what a receipt says. */
import type { Backend } from '../backend';
import type { CreateJobs, ErrorCode, ErrorView, JobView, ReceiptLine } from '../generated/contract';

interface World {
  find(id: string): JobView;
  make(request: CreateJobs): JobView[];
  change(id: string, change: Partial<JobView>): JobView;
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
}

/** A request for the same again. */
export function again(job: JobView, key: string): CreateJobs {
  const { server, model, prompt, seconds, size, aspect, tier, params, extra } = job;
  return { client_key: key, server, model, prompt, seconds, size, aspect, tier, takes: 1, inputs: [], params, extra, anyway: true };
}

/** `?remote=refuse`: the server says no; `?remote=absent`: it turns out to lack the verb. */
export function fakeRemote(query: URLSearchParams, world: World): Pick<Backend, 'deriveJob' | 'fixJob' | 'deleteRemote' | 'adoptJob'> {
  /** The same key twice is one job, as the engine has it. */
  const made = new Map<string, JobView>();

  function once(key: string, make: () => JobView): JobView {
    const job = made.get(key) ?? make();
    made.set(key, job);
    return job;
  }

  function refuse(): void {
    if (query.get('remote') === 'absent') world.fail('no_such_endpoint');
    if (query.get('remote') === 'refuse') throw { code: 'balance', message: 'Your balance is 0.12 credits.', http_status: 402, params: {} } satisfies ErrorView;
  }

  return {
    deriveJob: async ({ client_key, job: id, action, prompt, seconds }) => {
      const source = world.find(id);
      if (prompt.trim() === '') world.fail('prompt_empty');
      if (source.remote_deleted_at !== null) world.fail('not_allowed_now');
      refuse();
      return once(client_key, () => {
        const [job] = world.make({ ...again(source, client_key), prompt, seconds: seconds ?? source.seconds, params: {}, extra: {} });
        return world.change((job ?? world.fail('internal')).id, { action, parent: source.id });
      });
    },
    fixJob: async (id, key) => {
      refuse();
      return once(key, () => world.make(again(world.find(id), key))[0] ?? world.fail('internal'));
    },
    adoptJob: async (id, remoteId) => {
      if (world.find(id).state !== 'unconfirmed') world.fail('not_allowed_now');
      if (remoteId.trim() === '') world.fail('invalid_value', null, { field: 'id' });
      if (remoteId === 'slowly') await new Promise((resolve) => setTimeout(resolve, 600));
      if (remoteId === 'nobody' || remoteId === 'slowly') world.fail('no_such_endpoint', 'no such video');
      return world.change(id, { state: 'queued', remote_id: remoteId.trim(), error: null, verbs: ['check_again', 'stop_watching'] });
    },
    deleteRemote: async (id) => {
      refuse();
      return world.change(id, { remote_deleted_at: Date.now() });
    },
  };
}

/** What a refusal of the fake servers looks like: a sentence inside a sentence, as gateways send them. */
function refusalBody({ message }: ErrorView): string {
  return JSON.stringify({ error: { message: `upstream: ${message ?? ''} (request id: 20261124)`, type: 'invalid_request_error', param: null, code: 'invalid_parameter' }, trace: '<b>not a tag</b>' });
}

export function receiptOf({ sent_at, remote_id, error, remote_deleted_at }: JobView): ReceiptLine[] {
  if (sent_at === null) return [];
  const line = { url: 'https://relay.example/v1/videos', request_ids: ['x-request-id: req_81c2'], body_sha256: null, sent: null, range: null, redirects: [], delivered: null, times: 1, last_at: null, last_request_ids: [] };
  if (error !== null && error.http_status !== null) return [{ ...line, at: sent_at, kind: 'create', method: 'POST', status: error.http_status, elapsed_ms: 340, body: refusalBody(error) }];
  return [
    { ...line, at: sent_at, kind: 'create', method: 'POST', status: 200, elapsed_ms: 812, body: JSON.stringify({ id: remote_id, object: 'video', status: 'queued' }) },
    { ...line, at: sent_at + 90_000, kind: 'retrieve', method: 'GET', status: 200, elapsed_ms: 120, body: JSON.stringify({ id: remote_id, status: 'completed' }) },
    ...(remote_deleted_at === null ? [] : [{ ...line, at: remote_deleted_at, kind: 'delete' as const, method: 'DELETE', status: 200, elapsed_ms: 96, body: JSON.stringify({ id: remote_id, deleted: true }) }]),
  ];
}
