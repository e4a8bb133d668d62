/** Picks a catalogue. A word that is missing in one language does not compile; nothing falls back at run time. */
import type { ErrorView, Language } from '../generated/contract';
import type { en } from './en';

export type Widen<T> = T extends string
  ? string
  : T extends (...args: infer Args) => string
    ? (...args: Args) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** The shape of a language. */
export type Messages = Widen<typeof en>;

/** A language that has a catalogue. */
export type Tag = Exclude<Language, 'system'>;

const known: Partial<Record<Tag, Messages>> = {};

/** The languages that were learnt; asking for another one is a mistake of ours. */
export const catalogues: Readonly<Record<Tag, Messages>> = {
  get en() {
    return learnt('en');
  },
  get 'zh-CN'() {
    return learnt('zh-CN');
  },
};

function learnt(tag: Tag): Messages {
  const messages = known[tag];
  if (messages === undefined) throw new Error(`invariant: ${tag} is learnt before anything is said in it`);
  return messages;
}

/** Fetches a language from the program: nobody loads the words of one that is not spoken. To be awaited before anything is said in it. */
export async function learn(tag: Tag): Promise<void> {
  known[tag] ??= tag === 'en' ? (await import('./en')).en : (await import('./zh-CN')).zhCN;
}

/** The catalogue for a setting; `system` follows the system's own tag, English if we do not speak it. */
export function chooseTag(language: Language, system: string): Tag {
  if (language !== 'system') return language;
  return /^zh\b/i.test(system) ? 'zh-CN' : 'en';
}

/** The sentence for some trouble; fields of the form are called as the form calls them. */
export function sentence(messages: Messages, error: ErrorView): string {
  if (error.code !== 'does_not_fit' && error.code !== 'invalid_value') return messages.errors[error.code](error.params);
  const { field, because } = error.params;
  const named = {
    ...(field === undefined ? {} : { field: fieldName(messages, field) ?? field }),
    ...(because === undefined ? {} : { because: because.split(', ').map((name) => fieldName(messages, name) ?? name).join(', ') }),
  };
  return messages.errors[error.code]({ ...error.params, ...named });
}

/** What the form calls a field or a parameter; `null` for one that only its server knows. */
export function fieldName(messages: Messages, key: string): string | null {
  const names: Readonly<Record<string, string>> = messages.form.names;
  return Object.hasOwn(names, key) ? (names[key] ?? null) : null;
}
