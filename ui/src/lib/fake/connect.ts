/**
 * The half of the fake engine that connects servers: enough of a paste reader to show the sheet. Like the engine it keeps
 * the key of a text and gives dots. The text chooses what goes wrong: `your-server` is a placeholder, `"object":"video"`
 * an answer; `slow.` takes its time to be tested, `broken.` has a list that cannot be read.
 */
import type { Backend } from '../backend';
import { job, modelsOf } from './fixtures';
import { probe } from './probe';
import type { ErrorCode, FieldKind, Imported, JobView, KeyBackend, PasteDraft, PastedField, PasteView, Placed, ServerView } from '../generated/contract';

const DOTS = '••••••••';
const READ_MS = 30;
const TEST_MS = 180;
const SLOW_TEST_MS = 1500;
const SAVE_MS = 120;
const IMPORT_MS = 500;
const FIRST_PAGE = { listed: 40, known: 25, failed: 3 };

declare global {
  interface Window {
    /** What the engine makes of pages, by their text; a test brings it along. */
    fakePages?: Record<string, PasteView>;
  }
}

interface World {
  servers(): ServerView[];
  set(servers: ServerView[]): void;
  bring(jobs: JobView[]): void;
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
  readonly now: number;
}

type Connecting = Pick<Backend, 'listProfiles' | 'readPaste' | 'forgetPaste' | 'testPaste' | 'connectPaste' | 'forgetLesson' | 'importJobs'>;

const after = (ms: number) => new Promise((done) => setTimeout(done, ms));

const PLACED: Readonly<Record<string, Placed>> = { prompt: 'prompt', model: 'model', seconds: 'length', duration: 'length', size: 'size', input_reference: 'picture', image: 'picture' };

/** The fields of `-F name=value`, or of lines `name: kind one, two` as the fake's stand-in for a page. */
function fieldsOf(text: string): PastedField[] {
  const placed = (name: string): Placed => PLACED[name] ?? 'parameter';
  const form = [...text.matchAll(/-F "?(\w+)=([^"\n]*)/g)].map(([, name = '', value = '']): PastedField => ({ name, kind: 'text', placed: placed(name), values: name === 'size' ? [value] : [], required: name === 'prompt' }));
  const page = [...text.matchAll(/^ {2}([\w.]+): (text|integer|number|boolean|image|object|list)(?: (.+))?$/gm)].map(
    ([, name = '', kind, values]): PastedField => ({ name, kind: kind as FieldKind, placed: placed(name), values: values?.split(', ') ?? [], required: name === 'prompt' }),
  );
  return [...form, ...page];
}

function addressOf(text: string, world: World): { base: string | null; guessed: boolean; host: string } {
  if (text.includes('your-server')) world.fail('paste_unreadable', null, { reason: 'placeholder' });
  const bare = /^[\w.-]+\.\w+(:\d+)?(\/\S*)?$/.test(text.trim()) ? `https://${text.trim()}` : undefined;
  const address = /https?:\/\/[^\s"'\\]+/.exec(text)?.[0] ?? bare;
  if (address === undefined) return { base: null, guessed: false, host: '' };
  const url = new URL(address);
  const path = url.pathname.replace(/\/videos\/?$/, '').replace(/\/$/, '');
  return { base: `${url.origin}${path === '' ? '/v1' : path}`, guessed: path === '', host: url.host };
}

/** What a text says, and the key that it holds. */
function read(text: string, world: World): { view: PasteView; key: string | null } {
  const unreadable = (reason: string) => world.fail('paste_unreadable', null, { reason });
  if (text.trim() === '') unreadable('empty');
  const page = window.fakePages?.[text];
  if (page !== undefined) return { view: { ...page, shown: text }, key: null };
  if (/"object": ?"video"/.test(text)) unreadable('only_answer');
  const { base, guessed, host } = addressOf(text, world);
  const fields = fieldsOf(text);
  if (base === null && fields.length === 0) unreadable('nothing');
  const bearer = /Bearer ([^"'\s]+)/.exec(text)?.[1] ?? null;
  const variable = bearer?.startsWith('$') === true ? bearer.slice(1) : null;
  const key = variable === null && bearer !== null && bearer.length >= 6 && !bearer.includes('•') ? bearer : null;
  const multipart = / -F /.test(text);
  const models = [/-F "?model=([^"\n]*)/.exec(text)?.[1], ...fields.filter((field) => field.name === 'model').flatMap((field) => field.values.map(String))].filter((name) => name !== undefined);
  const view: PasteView = {
    shown: key === null ? text : text.replaceAll(key, DOTS),
    name: host,
    base_url: base,
    base_guessed: guessed,
    profile: fields.length > 0 ? null : 'openai-generic',
    encodings: multipart || fields.length === 0 ? ['multipart', 'json'] : ['json'],
    has_key: key !== null,
    key_hint: key !== null && key.length >= 12 ? key.slice(-4) : null,
    variable,
    models,
    fields,
    unplaced: [
      ...(base === null ? [{ what: 'address', name: '' } as const] : []),
      ...[...text.matchAll(/-H "(X-[\w-]+):/g)].map(([, name = '']) => ({ what: 'header', name }) as const),
    ],
  };
  return { view, key };
}

export function fakeConnect(query: URLSearchParams, world: World): Connecting {
  let made = 0;
  let held: string | null = null;
  const imported = new Set<string>();
  const whole = (text: string) => (held === null ? text : text.replaceAll(DOTS, held));
  const keyOf = (draft: PasteDraft, typed: string | null) => typed ?? read(whole(draft.text), world).key;

  return {
    listProfiles: async () => [
      { id: 'openai-generic', title: 'OpenAI video format' },
      { id: 'new-api', title: 'new-api' },
      { id: 'vllm-omni', title: 'vLLM-Omni' },
    ],
    readPaste: async (text) => {
      await after(READ_MS);
      const { view, key } = read(whole(text), world);
      held = key;
      return view;
    },
    forgetPaste: async () => {
      held = null;
    },
    testPaste: async (draft, key) => {
      const { view } = read(whole(draft.text), world);
      const base_url = draft.base_url ?? view.base_url ?? '';
      const sent = keyOf(draft, key);
      await after(base_url.includes('slow.') ? SLOW_TEST_MS : TEST_MS);
      return probe({ base_url, profile: draft.profile ?? view.profile }, sent);
    },
    connectPaste: async (draft, typed, place: KeyBackend) => {
      await after(SAVE_MS);
      const { view } = read(whole(draft.text), world);
      const key = keyOf(draft, typed);
      const name = draft.name || view.name;
      if (world.servers().some((server) => server.name === name)) world.fail('name_taken', null, { name });
      if (key !== null && place === 'keychain' && query.get('keychain') === 'none') world.fail('keychain_unavailable');
      const backend = key === null ? (view.variable === null ? null : 'environment') : place;
      const id = `srv_p${(made += 1)}`;
      const server: ServerView = {
        id,
        name,
        base_url: draft.base_url ?? view.base_url ?? '',
        profile: draft.profile ?? view.profile ?? `pasted-${id}`,
        is_demo: false,
        key: { present: backend !== null, backend, hint: key !== null && key.length >= 12 ? key.slice(-4) : null, asking: false },
        can: ['list'],
        lessons: [],
        tells_balance: false,
      };
      world.set([server, ...world.servers()]);
      modelsOf[id] = view.models;
      held = null;
      return server;
    },
    forgetLesson: async (id, lesson) => {
      world.set(world.servers().map((server) => (server.id === id ? { ...server, lessons: server.lessons.filter((one) => one.id !== lesson) } : server)));
      return world.servers().find((server) => server.id === id) ?? world.fail('not_found');
    },
    importJobs: async (id, all) => {
      await after(IMPORT_MS);
      const server = world.servers().find((one) => one.id === id) ?? world.fail('not_found');
      if (server.base_url.includes('broken.')) world.fail('unexpected_answer');
      const jobs = found(server, all, world.now).filter((one) => !imported.has(one.id));
      jobs.forEach((one) => imported.add(one.id));
      world.bring(jobs);
      const left_out = all ? 0 : FIRST_PAGE.failed;
      return { listed: FIRST_PAGE.listed, known: FIRST_PAGE.listed - left_out - jobs.length, left_out, awaited: 0, jobs } satisfies Imported;
    },
  };
}

/** What a server has from before. */
function found(server: ServerView, all: boolean, now: number): JobView[] {
  const fresh = FIRST_PAGE.listed - FIRST_PAGE.known - FIRST_PAGE.failed;
  const sketch = (index: number) => ({ prompt: `Found on the server ${index + 1}`, model: 'sora-2', server: server.id, age: 90_000_000 + index * 60_000 });
  const ready = Array.from({ length: fresh }, (_, index) => job(`${server.id}_i${index}`, { ...sketch(index), state: 'ready' }, now, new Map()));
  const failed = Array.from({ length: FIRST_PAGE.failed }, (_, index) => job(`${server.id}_f${index}`, { ...sketch(fresh + index), state: 'failed' }, now, new Map()));
  return all ? [...ready, ...failed] : ready;
}
