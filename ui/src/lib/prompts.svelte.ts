/** Prompts that were used: the list, and the walk through it with the text that was not sent at its end. It knows no view. */
import type { Backend } from './backend';
import type { UsedPrompt } from './generated/contract';
import type { Words } from './words.svelte';

interface Walk {
  readonly own: string;
  readonly index: number;
  readonly shown: string;
}

export class Prompts {
  /** The newest first. */
  all = $state.raw<readonly UsedPrompt[]>([]);
  /** Where the walk is: what stood there before it, the place in the list, and what was put there. */
  #walk: Walk | null = null;

  constructor(private readonly backend: Pick<Backend, 'listPrompts' | 'keepPrompt' | 'forgetPrompt'>) {}

  async load(): Promise<void> {
    this.all = await this.backend.listPrompts();
  }

  /** One step back in time, into `words`. False: there is nothing older. */
  older(words: Words): boolean {
    const walk = this.#goingOn(words);
    let index = walk === null ? 0 : walk.index + 1;
    // What stands there already is no step.
    while (this.all[index]?.text === words.text) index += 1;
    return this.#show(words, walk?.own ?? words.text, index);
  }

  /** One step forward; at the end stands what was there before the walk. False: the walk is over. */
  newer(words: Words): boolean {
    const walk = this.#goingOn(words);
    if (walk === null) return false;
    let index = walk.index - 1;
    while (index >= 0 && this.all[index]?.text === words.text) index -= 1;
    if (index >= 0) return this.#show(words, walk.own, index);
    this.#walk = null;
    words.put(walk.own, 'walk');
    return true;
  }

  async star(prompt: UsedPrompt): Promise<void> {
    const changed = { ...prompt, favourite: !prompt.favourite };
    await this.backend.keepPrompt(changed);
    this.all = this.all.map((one) => (one.text === prompt.text ? changed : one));
  }

  async forget(prompt: UsedPrompt): Promise<void> {
    await this.backend.forgetPrompt(prompt.text);
    this.#walk = null;
    this.all = this.all.filter((one) => one.text !== prompt.text);
  }

  /** One that was forgotten by mistake. */
  async bringBack(prompt: UsedPrompt): Promise<void> {
    await this.backend.keepPrompt(prompt);
    await this.load();
  }

  /** Those that hold all of the words: the marked ones first, then by time. */
  found(search: string): UsedPrompt[] {
    const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const fitting = this.all.filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
    return [...fitting.filter((one) => one.favourite), ...fitting.filter((one) => !one.favourite)];
  }

  #goingOn(words: Words): Walk | null {
    // Whoever changed what the walk brought is writing again.
    if (this.#walk !== null && this.#walk.shown !== words.text) this.#walk = null;
    return this.#walk;
  }

  #show(words: Words, own: string, index: number): boolean {
    const prompt = this.all[index];
    if (prompt === undefined) return false;
    this.#walk = { own, index, shown: prompt.text };
    words.put(prompt.text, 'walk');
    return true;
  }
}
