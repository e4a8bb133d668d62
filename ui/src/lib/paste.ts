/**
 * What a pasted text says, in the order and the words of the Connect sheet. Pure; the engine reads the text, here it is
 * only arranged. Must not know of keys: dots stand in their place before anything comes here.
 */
import type { Messages } from './i18n';
import { valueWords } from './lessons';
import type { Encoding, PastedField, Placed } from './generated/contract';

/** The rows under "Found in it". The prompt and the model share one: they are everywhere the same. */
export const PLACES = ['words', 'length', 'size', 'picture', 'parameter'] as const;
export type Place = (typeof PLACES)[number];

const PLACE_OF: Readonly<Record<Placed, Place>> = { prompt: 'words', model: 'words', length: 'length', size: 'size', picture: 'picture', parameter: 'parameter' };

export interface FoundRow {
  readonly place: Place;
  readonly fields: readonly PastedField[];
}

/** Fields by where they went; places without a field are left out. */
export function rowsOf(fields: readonly PastedField[]): FoundRow[] {
  const rows = PLACES.map((place) => ({ place, fields: fields.filter((field) => PLACE_OF[field.placed] === place) }));
  return rows.filter((row) => row.fields.length > 0);
}

/** Values that are named one by one; a page may list hundreds. */
const MOST_VALUES = 4;

/** What stands after a field's name: its values, or what it holds. Plain text is said only where a number is expected. */
export function fieldWords(messages: Messages, field: PastedField): string {
  const t = messages.connect;
  const plain = field.kind === 'text' && field.placed !== 'length';
  const required = field.required && field.placed !== 'prompt' && field.placed !== 'model';
  const holds = field.values.length > 0 ? listWords(messages, field.values.map((value) => valueWords(value, messages.tag))) : plain ? '' : t.kinds[field.kind];
  return [holds, required ? t.required : ''].filter((part) => part !== '').join(messages.form.comma);
}

/** A list that stays short: `a, b, c, d, 9 more`. */
export function listWords(messages: Messages, words: readonly string[]): string {
  const rest = words.length - MOST_VALUES;
  // "One more" takes as much room as the one.
  if (rest <= 1) return words.join(messages.form.comma);
  return [...words.slice(0, MOST_VALUES), messages.connect.moreValues(rest)].join(messages.form.comma);
}

/** `multipart form, then JSON if refused`. */
export function sendsWords(messages: Messages, encodings: readonly Encoding[]): string {
  const t = messages.connect;
  const [first, then] = encodings.map((encoding) => t.encodings[encoding]);
  if (first === undefined) return '';
  return then === undefined ? first : t.thenIfRefused(first, then);
}

/** A name that no other server has: `gateway.example 2`. Servers may share a host, never a name. */
export function freeName(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map((other) => other.toLowerCase()));
  let free = name;
  for (let n = 2; used.has(free.toLowerCase()); n += 1) free = `${name} ${n}`;
  return free;
}

/** Where the caret goes when one text takes the place of another: it stays beside the same letters. */
export function keepCaret(before: string, after: string, caret: number): number {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  while (tail < shorter && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const fromEnd = before.length - caret;
  if (fromEnd <= tail) return after.length - fromEnd;
  let head = 0;
  while (head < shorter - tail && before[head] === after[head]) head += 1;
  return caret <= head ? caret : after.length - tail;
}
