import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from './backend';
import { Connecting } from './connect.svelte';
import type { ErrorCode, ErrorView, PasteDraft, PasteView, ServerTest } from './generated/contract';

const DOTS = '••••••••';
const error = (code: ErrorCode): ErrorView => ({ code, message: null, http_status: null, params: {} });

const view = (shown: string, more: Partial<PasteView> = {}): PasteView => ({
  shown,
  name: 'a.example',
  base_url: 'https://a.example/v1',
  base_guessed: false,
  profile: null,
  encodings: ['json'],
  has_key: false,
  key_hint: null,
  variable: null,
  models: [],
  fields: [],
  unplaced: [],
  ...more,
});

let tests: { draft: PasteDraft; key: string | null; answer: (ok: boolean) => void }[];
let taken: string[];
const backend = {
  readPaste: vi.fn((text: string) => (text.includes('://') || text.includes('.example') ? Promise.resolve(view(text.replace('sk-secret', DOTS))) : Promise.reject(error('paste_unreadable')))),
  forgetPaste: vi.fn(() => Promise.resolve()),
  testPaste: vi.fn((draft: PasteDraft, key: string | null) => new Promise<ServerTest>((done) => tests.push({ draft, key, answer: (ok) => done({ ok, checks: [] }) }))),
  connectPaste: vi.fn((draft: PasteDraft, _key: string | null, place: string) => Promise.resolve({ id: 'srv_1', name: draft.name, place })),
};
let connecting: Connecting;

const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  tests = [];
  taken = [];
  connecting = new Connecting(backend as unknown as Backend, () => taken);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what outlives the sheet', () => {
  it('is the text with its dots, and what was said otherwise, but no key', async () => {
    await connecting.pasted('https://a.example sk-secret');
    connecting.setName('mine');
    connecting.setAddress('https://b.example/v1');
    connecting.setKey('sk-typed');
    expect(connecting.kept).toEqual({ text: `https://a.example ${DOTS}`, name: 'mine', address: 'https://b.example/v1', kind: null });
    const kept = connecting.kept;
    const again = new Connecting(backend as unknown as Backend, () => taken);
    if (kept !== null) await again.restore(kept);
    expect([again.text, again.name, again.baseUrl, again.key, again.kept]).toEqual([`https://a.example ${DOTS}`, 'mine', 'https://b.example/v1', '', kept]);
  });

  it('is nothing that was not read: a key may stand in it', async () => {
    connecting.typed('https://a.example sk-secret');
    expect(connecting.kept).toBeNull();
    connecting.typed('sk-secret');
    await settle(400);
    expect(connecting.kept?.text).toBe('');
  });
});

describe('a text', () => {
  it('is read once, when the typing pauses', async () => {
    connecting.typed('https://a.ex');
    await settle(200);
    connecting.typed('https://a.example');
    await settle(299);
    expect(backend.readPaste).not.toHaveBeenCalled();
    await settle(1);
    expect(backend.readPaste.mock.calls).toEqual([['https://a.example']]);
  });

  it('stands in the field only with dots when it was pasted', async () => {
    const pasted = connecting.pasted('curl https://a.example -H sk-secret');
    expect(connecting.text).toBe('');
    await pasted;
    expect(connecting.text).toBe(`curl https://a.example -H ${DOTS}`);
    expect(JSON.stringify(connecting.view)).not.toContain('sk-secret');
  });

  it('is not read again by an answer that comes too late', async () => {
    let late: (view: PasteView) => void = () => undefined;
    backend.readPaste.mockImplementationOnce(() => new Promise((done) => (late = done)));
    void connecting.read('https://old.example');
    connecting.typed('https://a.example');
    await settle(300);
    late(view('https://old.example'));
    await settle(0);
    expect(connecting.text).toBe('https://a.example');
  });

  it('that says nothing leaves nothing to save or to test', async () => {
    await connecting.pasted('https://a.example');
    connecting.typed('hello');
    await settle(300);
    expect([connecting.unread?.code, connecting.ready, connecting.view, connecting.testing]).toEqual(['paste_unreadable', false, null, false]);
  });

  it('that is gone takes its key along', async () => {
    await connecting.pasted('https://a.example');
    connecting.typed('');
    expect(backend.forgetPaste).toHaveBeenCalledOnce();
  });

  it('of a host that is in the list already gets a name of its own', async () => {
    taken = ['a.example'];
    await connecting.pasted('https://a.example');
    expect(connecting.name).toBe('a.example 2');
  });

  it('leaves a name alone that was typed', async () => {
    connecting.setName('Mine');
    await connecting.pasted('https://a.example');
    expect(connecting.name).toBe('Mine');
  });

  it('of another server drops the address and the kind that were chosen', async () => {
    await connecting.pasted('https://a.example');
    connecting.useSuggestion('https://a.example/api/v1');
    connecting.setKind('new-api');
    backend.readPaste.mockResolvedValueOnce(view('https://b.example', { base_url: 'https://b.example/v1' }));
    await connecting.pasted('https://b.example');
    expect([connecting.baseUrl, connecting.kind]).toEqual(['https://b.example/v1', null]);
  });
});

describe('a test', () => {
  it('runs by itself, and again after every change', async () => {
    await connecting.pasted('https://a.example');
    await settle(0);
    connecting.setKey('sk-1');
    connecting.setKey('sk-12');
    await settle(400);
    connecting.setKind('new-api');
    await settle(0);
    expect(tests.map(({ draft, key }) => [draft.profile, key])).toEqual([
      [null, null],
      [null, 'sk-12'],
      ['new-api', 'sk-12'],
    ]);
  });

  it('that answers late never overwrites a newer one', async () => {
    await connecting.pasted('https://a.example');
    await settle(0);
    connecting.setKind('new-api');
    await settle(0);
    tests[1]?.answer(true);
    await settle(0);
    tests[0]?.answer(false);
    await settle(0);
    expect([connecting.test?.ok, connecting.testing]).toEqual([true, false]);
  });

  it('asks the suggested address instead of the text’s', async () => {
    await connecting.pasted('https://a.example');
    connecting.useSuggestion('https://a.example/api/v1');
    await settle(0);
    expect(tests.at(-1)?.draft.base_url).toBe('https://a.example/api/v1');
  });

  it('is not made without an address', async () => {
    backend.readPaste.mockResolvedValueOnce(view('fields', { base_url: null }));
    await connecting.pasted('fields');
    await settle(1000);
    expect([tests.length, connecting.ready]).toEqual([0, false]);
    connecting.setAddress('https://a.example/v1');
    await settle(400);
    expect([tests.length, connecting.ready]).toEqual([1, true]);
  });
});

describe('saving', () => {
  it('reads first what was typed a moment ago', async () => {
    connecting.typed('https://a.example');
    expect(await connecting.save()).toMatchObject({ id: 'srv_1' });
    expect(backend.connectPaste.mock.calls[0]).toEqual([{ text: 'https://a.example', name: 'a.example', base_url: null, profile: null }, null, 'keychain']);
  });

  it('asks where the key goes when the keychain does not take it', async () => {
    await connecting.pasted('https://a.example');
    backend.connectPaste.mockRejectedValueOnce(error('keychain_locked'));
    expect(await connecting.save()).toBeNull();
    expect([connecting.question?.code, connecting.trouble]).toEqual(['keychain_locked', null]);
    await connecting.save('session');
    expect(backend.connectPaste.mock.calls.map(([, , place]) => place)).toEqual(['keychain', 'session']);
  });

  it('says any other trouble as it is', async () => {
    await connecting.pasted('https://a.example');
    backend.connectPaste.mockRejectedValueOnce(error('name_taken'));
    await connecting.save();
    expect([connecting.question, connecting.trouble?.code, connecting.saving]).toEqual([null, 'name_taken', false]);
  });
});

describe('closing', () => {
  it('forgets the text, the typed key and that of the engine', async () => {
    await connecting.pasted('https://a.example');
    connecting.setKey('sk-typed');
    connecting.close();
    await settle(1000);
    expect([connecting.text, connecting.key, tests.length]).toEqual(['', '', 0]);
    expect(backend.forgetPaste).toHaveBeenCalled();
  });
});
