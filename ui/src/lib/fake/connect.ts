/** The half of the fake engine that connects servers: enough of a paste reader to show the sheet. */
import type { Backend } from '../backend';
import type { ErrorCode, KeyBackend, PasteView, ServerTest, ServerView } from '../generated/contract';

const DOTS = '••••••••';

interface World {
  servers(): ServerView[];
  set(servers: ServerView[]): void;
  test(draft: { base_url: string }, key: string | null): ServerTest;
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
}

type Connecting = Pick<Backend, 'listProfiles' | 'readPaste' | 'forgetPaste' | 'testPaste' | 'connectPaste' | 'forgetLesson' | 'importJobs'>;

function read(text: string, world: World): PasteView {
  if (text.trim() === '') world.fail('paste_unreadable', null, { reason: 'empty' });
  const address = /https?:\/\/[^\s"'\\]+/.exec(text)?.[0] ?? (/^[\w.-]+\.\w+/.test(text.trim()) ? `https://${text.trim()}` : null);
  if (address === null) return world.fail('paste_unreadable', null, { reason: 'nothing' });
  const url = new URL(address);
  const path = url.pathname.replace(/\/videos\/?$/, '').replace(/\/$/, '');
  const key = /Bearer ([^"'\s]+)/.exec(text)?.[1] ?? null;
  const names = [...text.matchAll(/-F "?(\w+)=([^"\n]*)/g)].map(([, name = '', value = '']) => ({ name, value }));
  const placed = { prompt: 'prompt', model: 'model', seconds: 'length', size: 'size', input_reference: 'picture' } as const;
  return {
    shown: key === null ? text : text.replaceAll(key, DOTS),
    name: url.host,
    base_url: `${url.origin}${path === '' ? '/v1' : path}`,
    base_guessed: path === '',
    profile: names.length > 0 ? null : 'openai-generic',
    encodings: names.length > 0 ? ['multipart', 'json'] : ['json', 'multipart'],
    has_key: key !== null,
    key_hint: key !== null && key.length >= 12 && key !== DOTS ? key.slice(-4) : null,
    variable: null,
    models: names.filter(({ name }) => name === 'model').map(({ value }) => value),
    fields: names.map(({ name, value }) => ({ name, kind: 'text', placed: placed[name as keyof typeof placed] ?? 'parameter', values: name === 'size' ? [value] : [], required: name === 'prompt' })),
    unplaced: [],
  };
}

export function fakeConnect(query: URLSearchParams, world: World): Connecting {
  let made = 0;
  return {
    listProfiles: async () => [
      { id: 'openai-generic', title: 'OpenAI video format' },
      { id: 'new-api', title: 'new-api' },
      { id: 'vllm-omni', title: 'vLLM-Omni' },
    ],
    readPaste: async (text) => read(text, world),
    forgetPaste: async () => undefined,
    testPaste: async (draft, key) => world.test({ base_url: draft.base_url ?? read(draft.text, world).base_url ?? '' }, key),
    connectPaste: async (draft, key, place: KeyBackend) => {
      const said = read(draft.text, world);
      const keyed = key !== null || said.has_key;
      if (keyed && place === 'keychain' && query.get('keychain') === 'none') world.fail('keychain_unavailable');
      const server: ServerView = {
        id: `srv_p${(made += 1)}`,
        name: draft.name || said.name,
        base_url: draft.base_url ?? said.base_url ?? '',
        profile: draft.profile ?? said.profile ?? 'pasted',
        is_demo: false,
        key: { present: keyed, backend: keyed ? place : null, hint: said.key_hint },
        can: ['list'],
        lessons: [],
      };
      world.set([server, ...world.servers()]);
      return server;
    },
    forgetLesson: async (id, lesson) => {
      world.set(world.servers().map((server) => (server.id === id ? { ...server, lessons: server.lessons.filter((one) => one.id !== lesson) } : server)));
      return world.servers().find((server) => server.id === id) ?? world.fail('not_found');
    },
    importJobs: async () => ({ listed: 3, known: 3, left_out: 0, jobs: [] }),
  };
}
