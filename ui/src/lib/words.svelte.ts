/**
 * The text of the prompt with an undo of its own. What commands put there (a recalled prompt, a snippet, a preset, the walk
 * through the history) is undone with the same keys as typing; a text field's own undo forgets everything at such a change,
 * and differs from webview to webview. It knows no element.
 */

interface Step {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What is undone as one: a run of typing, a run of deleting, a walk through the history; anything else by itself. */
type Kind = 'insert' | 'delete' | 'walk' | 'other';

/** So many steps back. */
const MOST = 300;
/** After a pause typing is a step of its own. */
const PAUSE_MS = 1200;

export class Words {
  text = $state('');
  /** Where the caret belongs after a change that nobody typed; another object for each such change. */
  caret = $state.raw<{ readonly start: number; readonly end: number } | null>(null);

  #past: Step[] = [];
  #future: Step[] = [];
  #start = 0;
  #end = 0;
  #last: { readonly kind: Kind; readonly at: number; readonly end: number } | null = null;
  #composing: Step | null = null;
  /** What there was before a composition that left nothing so far. */
  #before: Step | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Where the caret is; asked before a change, so that undo can put it back. */
  at(start: number, end: number): void {
    this.#start = start;
    this.#end = end;
  }

  /** The field has another text. */
  typed(text: string, caret: number, inputType: string): void {
    if (text === this.text) return;
    if (this.#composing === null) {
      const kind: Kind = inputType.startsWith('delete') ? 'delete' : inputType === 'insertText' ? 'insert' : 'other';
      // Some webviews take the composed text away and write it after the composition.
      if (inputType === 'insertFromComposition' && this.#before !== null) this.#push(this.#before);
      else this.#note(kind, caret);
      this.#before = null;
    }
    this.text = text;
    this.at(caret, caret);
  }

  /** An input method begins: what it tries out is one step, and none if it comes to nothing. */
  composing(): void {
    this.#composing = { text: this.text, start: this.#start, end: this.#end };
  }

  composed(): void {
    const before = this.#composing;
    this.#composing = null;
    this.#last = null;
    if (before === null) return;
    if (before.text === this.text) this.#before = before;
    else this.#push(before);
  }

  /** Puts another text in the place of all of it. */
  put(text: string, kind: 'walk' | 'other' = 'other'): void {
    if (text === this.text) return;
    this.#note(kind, text.length);
    this.#set({ text, start: text.length, end: text.length });
  }

  /** Puts a text in the place of a part of it. */
  insert(text: string, start = this.#start, end = this.#end): void {
    this.#note('other', start);
    const caret = start + text.length;
    this.#set({ text: this.text.slice(0, start) + text + this.text.slice(end), start: caret, end: caret });
  }

  undo(): boolean {
    return this.#step(this.#past, this.#future);
  }

  redo(): boolean {
    return this.#step(this.#future, this.#past);
  }

  /** The text of a new window: nothing comes before it. */
  begin(text: string): void {
    this.#past = [];
    this.#future = [];
    this.#last = null;
    this.text = text;
    this.at(text.length, text.length);
  }

  #step(from: Step[], to: Step[]): boolean {
    const step = this.#composing === null ? from.pop() : undefined;
    if (step === undefined) return false;
    to.push({ text: this.text, start: this.#start, end: this.#end });
    this.#last = null;
    this.#set(step);
    return true;
  }

  /** Keeps what there is before a change, unless the change goes on with the last one. */
  #note(kind: Kind, caret: number): void {
    const at = this.now();
    const last = this.#last;
    const goesOn = kind !== 'other' && last?.kind === kind && (kind === 'walk' || (at - last.at < PAUSE_MS && last.end === this.#end));
    if (!goesOn) this.#push({ text: this.text, start: this.#start, end: this.#end });
    this.#last = { kind, at, end: caret };
  }

  #push(step: Step): void {
    this.#past = [...this.#past, step].slice(-MOST);
    this.#future = [];
  }

  #set({ text, start, end }: Step): void {
    this.text = text;
    this.at(start, end);
    this.caret = { start, end };
  }
}
