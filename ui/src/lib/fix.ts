/**
 * What "create again" would change after a refusal that taught something, in a few words for a button. It knows the
 * engine's finding (`JobView.fix`) and the catalogue of words; it decides nothing and sends nothing. Pure.
 */
import * as format from './format';
import type { FixView, Form, Taught } from './generated/contract';
import { fieldName, type Messages, type Tag } from './i18n';
import { textOf } from './params';

/** Values that speak for themselves: "12 s" needs no "length" before it. */
const BARE: readonly string[] = ['seconds', 'size', 'width', 'height', 'aspect', 'tier'];

/** The words on the button, without the price. */
export function fixLabel(messages: Messages, fix: FixView, language: Tag): string {
  const t = messages.remote.fix;
  const { field, says } = fix.lesson;
  switch (says.kind) {
    case 'one_of':
    case 'between':
    case 'needed':
      return isUnsaid(fix.value) ? t.plain : withValue(messages, fix.lesson, fix.value, language);
    case 'not_taken':
      return field === '' ? t.plain : t.without(nameOf(messages, field));
    case 'written':
      return written(messages, field, says.form);
    case 'exact_picture':
      return t.exactPicture;
    case 'picture_bytes':
      return t.smallerPicture(format.bytes(says.max, language));
    case 'way':
      return says.encoding === 'json' ? t.asJson : t.asForm;
  }
}

function isUnsaid(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function withValue(messages: Messages, { field }: Taught, value: unknown, language: Tag): string {
  const t = messages.remote.fix;
  const said = valueText(messages, field, value, language);
  return field === '' || BARE.includes(field) ? t.withValue(said) : t.withField(nameOf(messages, field), said);
}

function valueText(messages: Messages, field: string, value: unknown, language: Tag): string {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (field === 'seconds' && typeof number === 'number' && Number.isFinite(number)) return format.seconds(number, language);
  if (typeof value === 'boolean') return value ? messages.form.on : messages.form.off;
  const pixels = /^(\d+)[x*×](\d+)$/i.exec(String(value));
  if (pixels !== null) return format.pixels({ width: Number(pixels[1]), height: Number(pixels[2]) });
  return typeof value === 'number' ? format.decimal(value, language, 3) : textOf(value);
}

function written(messages: Messages, field: string, form: Form): string {
  const t = messages.remote.fix;
  const how = t.forms[form];
  return field === '' ? t.writtenAll(how) : t.written(nameOf(messages, field), how);
}

/** A field's name inside a sentence: "frame rate", but "AI watermark"; one that only its server knows stays as it is. */
function nameOf(messages: Messages, field: string): string {
  const name = fieldName(messages, field);
  if (name === null) return field;
  return /^\p{Lu}\p{Ll}+\b/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
