/** Pieces of text that are typed as `;name` and Tab, and how lists are named in a prompt. Pure. */
import type { Snippet } from './generated/contract';

/** Letters, digits, `-` and single `_`, as the engine has it (`domain/wildcard.rs`). */
const NAME = /^(?!_)(?!.*__)[\p{L}\p{N}_-]{1,64}(?<!_)$/u;
/** A half-width or full-width `;` that no word stands before, and what is typed behind it. */
const TYPED = /(?<![A-Za-z0-9])[;；]([\p{L}\p{N}_-]{1,64})$/u;

export function isName(text: string): boolean {
  return NAME.test(text);
}

/** The snippet that stands before the caret as `;name`, and where it begins; `null`: none. */
export function snippetBefore(text: string, caret: number, snippets: readonly Snippet[]): { readonly snippet: Snippet; readonly start: number } | null {
  const typed = TYPED.exec(text.slice(0, caret));
  const name = typed?.[1]?.toLowerCase();
  const snippet = snippets.find((one) => one.name.toLowerCase() === name);
  return typed === null || snippet === undefined ? null : { snippet, start: typed.index };
}

const LIST = /__(?!_)(?:(?!__)[\p{L}\p{N}_-]){1,64}(?<!_)__/gu;

/** Whether a prompt may name a list, so that the engine has to be asked. */
export function mayDraw(prompt: string): boolean {
  return prompt.search(LIST) >= 0;
}

/** A text that stands for itself, written so that nothing in it is taken for a list. */
export function withoutLists(text: string): string {
  return text.replaceAll(new RegExp(`\\\\*${LIST.source}`, 'gu'), (found) => {
    const slashes = /^\\*/.exec(found)?.[0] ?? '';
    return `${slashes}${slashes}\\${found.slice(slashes.length)}`;
  });
}
