/**
 * What a refusal taught, as a line that can be read: in the list of a server, and beside the button that creates again.
 * Pure; the engine says it as data, and only here it becomes words. Knows no server and no model.
 */
import * as format from './format';
import { fieldName, type Messages } from './i18n';
import type { Taught } from './generated/contract';

/** `Length: 4, 8 or 12 s`. Without a full stop, for it stands in lists and on buttons too. */
export function lessonSentence(messages: Messages, taught: Taught): string {
  const t = messages.lessons;
  const { says } = taught;
  switch (says.kind) {
    case 'one_of':
      return t.allowed(nameOf(messages, taught.field), inUnit(messages, taught.field, listed(messages, says.values)));
    case 'between':
      return t.allowed(nameOf(messages, taught.field), inUnit(messages, taught.field, range(messages, says.min, says.max)));
    case 'not_taken':
      return t.notTaken(nameOf(messages, taught.field));
    case 'needed':
      return t.needed(nameOf(messages, taught.field));
    case 'written':
      return t.written(nameOf(messages, taught.field), t.forms[says.form]);
    case 'exact_picture':
      return t.exactPicture;
    case 'picture_bytes':
      return t.pictureBytes(format.bytes(says.max, messages.tag));
    case 'way':
      return t.ways[says.encoding];
  }
}

/** As the form calls it; a field that only its server knows keeps the server's name. */
function nameOf(messages: Messages, field: string): string {
  return field === '' ? messages.lessons.request : (fieldName(messages, field) ?? field);
}

function listed(messages: Messages, values: readonly unknown[]): string {
  const words = values.map((value) => valueWords(value, messages.tag));
  const last = words.pop() ?? '';
  return words.length === 0 ? last : messages.lessons.or(words.join(messages.form.comma), last);
}

function range(messages: Messages, min: number | null, max: number | null): string {
  const number = (value: number) => format.decimal(value, messages.tag, 3);
  if (min === null) return max === null ? '…' : messages.form.atMost(number(max));
  return max === null ? messages.form.atLeast(number(min)) : messages.form.between(number(min), number(max));
}

/** Lengths are in seconds, also where a server writes them as text; `auto` is in nothing. */
function inUnit(messages: Messages, field: string, words: string): string {
  return field === 'seconds' && /\d$/.test(words) ? messages.lessons.seconds(words) : words;
}

/** A value as people read it: `1280 × 720` for a size, `8` for the text `"8"`. */
export function valueWords(value: unknown, tag: string): string {
  if (typeof value === 'number') return format.decimal(value, tag, 3);
  if (typeof value !== 'string') return JSON.stringify(value);
  const size = /^(\d{2,5})[x*×](\d{2,5})$/i.exec(value);
  return size === null ? value : format.pixels({ width: Number(size[1]), height: Number(size[2]) });
}
