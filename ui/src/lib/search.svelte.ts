/**
 * The search line while it is typed: what became a chip, what is still words, what could stand next, and the searches that are
 * kept. The engine says what a piece means; this knows no element and no token by name.
 */
import type { Backend } from './backend';
import type { Completion, SavedSearch, SearchPiece } from './generated/contract';
import type { Jobs } from './jobs.svelte';

const DELAY_MS = 140;

export class Search {
  /** Tokens that were understood, each in its one form. */
  chips = $state.raw<readonly string[]>([]);
  /** What is typed behind them. */
  draft = $state('');
  /** Pieces that look like tokens and are searched for as words. */
  notes = $state.raw<readonly SearchPiece[]>([]);
  offers = $state.raw<readonly Completion[]>([]);
  /** The offer that Enter takes; -1: none. */
  active = $state(-1);
  saved = $state.raw<readonly SavedSearch[]>([]);

  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was typed, so that a late answer to something older is dropped. */
  #typed = 0;

  constructor(
    private readonly backend: Backend,
    private readonly jobs: Jobs,
  ) {}

  /** The whole line as it would be saved. */
  get line(): string {
    return [...this.chips, this.draft.trim()].filter((part) => part !== '').join(' ');
  }

  get empty(): boolean {
    return this.chips.length === 0 && this.draft.trim() === '';
  }

  async start(): Promise<void> {
    this.saved = await this.backend.savedSearches();
  }

  /** A text that an input method is still composing is shown and asks for nothing. */
  compose(text: string): void {
    this.#stop();
    this.draft = text;
  }

  type(text: string): void {
    this.compose(text);
    this.active = -1;
    this.#timer = setTimeout(() => void this.look(false), DELAY_MS);
  }

  /** Reads the line. `done`: nothing more is typed, so also the last piece is what it is. */
  async look(done: boolean, order = this.jobs.order, filter = this.jobs.filter): Promise<void> {
    this.#stop();
    const ticket = this.#typed;
    const pieces = await this.backend.readSearch(this.draft);
    if (ticket !== this.#typed) return;
    const open = !done && !/\s$/.test(this.draft) ? pieces.at(-1) : undefined;
    const taken = pieces.filter((piece) => piece.chip !== null && piece !== open);
    if (taken.length > 0) {
      this.chips = [...this.chips, ...taken.flatMap(({ chip }) => (chip === null || this.chips.includes(chip) ? [] : [chip]))];
      const rest = pieces.filter((piece) => !taken.includes(piece)).map(({ typed }) => typed);
      this.draft = rest.join(' ');
    }
    this.notes = pieces.filter((piece) => piece.note !== null && piece !== open);
    // A token without its value finds nothing; the wall waits for it.
    const half = open !== undefined && open.token !== null && open.note !== null ? open.typed : '';
    const words = half === '' ? this.draft : this.draft.slice(0, this.draft.lastIndexOf(half));
    const search = [...this.chips, words.trim()].filter((part) => part !== '').join(' ');
    if (done) this.offers = [];
    await Promise.all([this.jobs.show(filter, search, order), done ? undefined : this.#offer(open?.typed ?? '', ticket)]);
  }

  /** What can stand there before anything is typed. */
  async offer(): Promise<void> {
    if (this.draft === '') await this.#offer('', this.#typed);
  }

  async #offer(typed: string, ticket: number): Promise<void> {
    const offers = await this.backend.completeSearch(typed);
    if (ticket !== this.#typed) return;
    this.offers = offers.filter(({ text }) => text !== typed && !this.chips.includes(text));
    this.active = -1;
  }

  /** Takes an offer: a name waits for its value, a value becomes a chip. */
  async take(offer: Completion): Promise<void> {
    this.#stop();
    const pieces = await this.backend.readSearch(this.draft);
    const last = /\s$/.test(this.draft) ? undefined : pieces.at(-1);
    const before = last === undefined ? this.draft : this.draft.slice(0, this.draft.lastIndexOf(last.typed));
    if (offer.text.endsWith(':')) {
      this.draft = before + offer.text;
    } else {
      this.draft = before.trim();
      if (!this.chips.includes(offer.text)) this.chips = [...this.chips, offer.text];
    }
    await this.look(false);
  }

  /** Takes a chip away; without a name the last one. */
  async drop(chip = this.chips.at(-1)): Promise<void> {
    this.chips = this.chips.filter((other) => other !== chip);
    await this.look(false);
  }

  /** Puts a line into the field, such as one that was saved. */
  async use(line: string, order = this.jobs.order, filter = this.jobs.filter): Promise<void> {
    this.chips = [];
    this.draft = line;
    await this.look(true, order, filter);
  }

  async clear(): Promise<void> {
    await this.use('');
  }

  async useSaved(saved: SavedSearch): Promise<void> {
    await this.use(saved.text, saved.order, 'everything');
  }

  /** Keeps the line under a name. Rejects with `name_taken`. */
  async save(name: string): Promise<void> {
    this.saved = await this.backend.saveSearch({ id: '', name, text: this.line, order: this.jobs.order });
  }

  async rename(search: SavedSearch, name: string): Promise<void> {
    this.saved = await this.backend.saveSearch({ ...search, name });
  }

  async forget(search: SavedSearch): Promise<void> {
    this.saved = await this.backend.forgetSearch(search.id);
  }

  /** Takes back that it was forgotten. */
  async keep(search: SavedSearch): Promise<void> {
    this.saved = await this.backend.saveSearch(search);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#typed += 1;
  }
}
