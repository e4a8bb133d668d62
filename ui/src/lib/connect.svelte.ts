/**
 * A text on its way to a server: read when it is pasted or typing pauses, tested whenever what would be asked changes,
 * saved once. Knows no element. The engine keeps a key that the text held; here only the text with dots in its place
 * stays, and a key that was typed until it is handed over.
 */
import { asError, type Backend } from './backend';
import { freeName } from './paste';
import type { ErrorView, KeyBackend, PasteDraft, PasteView, ServerTest, ServerView } from './generated/contract';

const READ_DELAY_MS = 300;
const TEST_DELAY_MS = 400;

/** What of a half-written connection outlives its sheet: the text as it was read, with dots for its key. A key itself never does. */
export interface Connection {
  text: string;
  /** What was said otherwise than the text says it. */
  name: string | null;
  address: string | null;
  kind: string | null;
}

export const NOTHING: Connection = { text: '', name: null, address: null, kind: null };

export class Connecting {
  /** As it stands in the field; dots in the place of a key once it was read. */
  text = $state('');
  view = $state.raw<PasteView | null>(null);
  /** Why nothing was recognised. */
  unread = $state.raw<ErrorView | null>(null);
  reading = $state(false);
  /** A paste is being read; it stands in the field only afterwards, so that its key never does. */
  pasting = $state(false);
  /** An address in the place of the text's own. */
  address = $state<string | null>(null);
  name = $state('');
  key = $state('');
  /** The chosen description; `null` is what the text says. */
  kind = $state<string | null>(null);
  test = $state.raw<ServerTest | null>(null);
  testing = $state(false);
  testTrouble = $state.raw<ErrorView | null>(null);
  saving = $state(false);
  trouble = $state.raw<ErrorView | null>(null);
  /** Why the keychain did not take the key: the question where to put it then. */
  question = $state.raw<ErrorView | null>(null);
  /** What would be asked: the typed address before that of the text. */
  readonly baseUrl = $derived(this.address?.trim() || (this.view?.base_url ?? ''));
  readonly hasKey = $derived(this.key.trim() !== '' || (this.view !== null && (this.view.has_key || this.view.variable !== null)));
  readonly ready = $derived(!this.saving && (this.view === null ? this.reading : this.baseUrl !== ''));

  /** Only what was read may be kept: in any other text a key may still stand. `null`: that is not known yet. */
  readonly kept = $derived.by((): Connection | null => {
    if (this.reading) return null;
    return this.view === null ? NOTHING : { text: this.view.shown, name: this.#named ? this.name : null, address: this.address, kind: this.kind };
  });

  #named = $state(false);
  /** Count questions, so that a late answer to an old one is dropped. */
  #reads = 0;
  #tests = 0;
  #readTimer: ReturnType<typeof setTimeout> | undefined;
  #testTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly taken: () => readonly string[],
  ) {}

  /** The field was changed by hand. */
  typed(text: string): void {
    this.text = text;
    this.trouble = null;
    this.#reads += 1;
    clearTimeout(this.#readTimer);
    this.reading = text.trim() !== '';
    if (this.reading) this.#readTimer = setTimeout(() => void this.read(), READ_DELAY_MS);
    else this.#empty();
  }

  /** The field with what was pasted into it: read before it is shown. */
  async pasted(text: string): Promise<void> {
    this.trouble = null;
    this.pasting = true;
    await this.read(text);
    this.pasting = false;
  }

  async read(text = this.text): Promise<void> {
    clearTimeout(this.#readTimer);
    const ticket = (this.#reads += 1);
    this.reading = true;
    try {
      const view = await this.backend.readPaste(text);
      if (ticket === this.#reads) this.#take(view);
    } catch (thrown) {
      if (ticket === this.#reads) this.#refuse(text, asError(thrown));
    } finally {
      if (ticket === this.#reads) this.reading = false;
    }
  }

  /** Goes on where a sheet was closed. What it says otherwise than its text counts once that is read again. */
  async restore({ text, name, address, kind }: Connection): Promise<void> {
    this.text = text;
    if (name !== null) this.setName(name);
    const reading = this.read(text);
    const ticket = this.#reads;
    await reading;
    if (ticket !== this.#reads || this.view === null || (address === null && kind === null)) return;
    Object.assign(this, { address, kind });
    this.#testSoon(0);
  }

  setAddress(address: string): void {
    this.address = address;
    this.#testSoon(TEST_DELAY_MS);
  }

  /** The address that the test found is taken as it is. */
  useSuggestion(address: string): void {
    this.address = address;
    this.#testSoon(0);
  }

  setName(name: string): void {
    this.name = name;
    this.#named = true;
  }

  setKey(key: string): void {
    this.key = key;
    this.#testSoon(TEST_DELAY_MS);
  }

  setKind(kind: string | null): void {
    this.kind = kind;
    this.#testSoon(0);
  }

  /** The server, or `null` with the reason in `trouble` or `question`. */
  async save(place: KeyBackend = 'keychain'): Promise<ServerView | null> {
    this.saving = true;
    this.trouble = null;
    try {
      // Saved before the typing paused: what stands in the field now is what counts.
      if (this.reading) await this.read();
      if (this.view === null || this.baseUrl === '') return null;
      return await this.backend.connectPaste(this.#draft(), this.#typedKey(), place);
    } catch (thrown) {
      const error = asError(thrown);
      const ask = error.code === 'keychain_unavailable' || error.code === 'keychain_locked';
      this.question = ask ? error : null;
      this.trouble = ask ? null : error;
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** The sheet is gone: no answer counts any more, and nobody keeps a key. */
  close(): void {
    this.#reads += 1;
    this.#dropTest();
    clearTimeout(this.#readTimer);
    this.text = '';
    this.key = '';
    void this.backend.forgetPaste().catch(() => undefined);
  }

  #take(view: PasteView): void {
    const moved = this.view?.base_url !== view.base_url;
    this.text = view.shown;
    this.view = view;
    this.unread = null;
    // What was chosen for another server is no choice for this one.
    if (moved) Object.assign(this, { address: null, kind: null });
    if (!this.#named) this.name = freeName(view.name, this.taken());
    this.#testSoon(0);
  }

  #refuse(text: string, error: ErrorView): void {
    this.text = text;
    this.view = null;
    this.unread = error;
    this.#dropTest();
  }

  /** Nothing is left in the field: also the key of what stood there is forgotten. */
  #empty(): void {
    this.view = null;
    this.unread = null;
    this.#dropTest();
    void this.backend.forgetPaste().catch(() => undefined);
  }

  #dropTest(): void {
    this.#tests += 1;
    clearTimeout(this.#testTimer);
    this.test = null;
    this.testing = false;
    this.testTrouble = null;
  }

  #testSoon(delay: number): void {
    if (this.baseUrl === '') return this.#dropTest();
    const ticket = (this.#tests += 1);
    clearTimeout(this.#testTimer);
    this.testing = true;
    this.#testTimer = setTimeout(() => void this.#runTest(ticket), delay);
  }

  async #runTest(ticket: number): Promise<void> {
    try {
      const test = await this.backend.testPaste(this.#draft(), this.#typedKey());
      if (ticket === this.#tests) Object.assign(this, { test, testTrouble: null });
    } catch (thrown) {
      if (ticket === this.#tests) Object.assign(this, { test: null, testTrouble: asError(thrown) });
    } finally {
      if (ticket === this.#tests) this.testing = false;
    }
  }

  #draft(): PasteDraft {
    return { text: this.text, name: this.name.trim(), base_url: this.address?.trim() || null, profile: this.kind };
  }

  #typedKey(): string | null {
    return this.key.trim() === '' ? null : this.key;
  }
}
