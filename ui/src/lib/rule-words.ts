/** Rules of a model in words: what is asked for, and what must then hold. Pure. */
import * as format from './format';
import type { Only, Size } from './generated/contract';
import { fieldName, type Messages, type Tag } from './i18n';
import { textOf } from './params';
import { conditions, type Clash } from './rules';

/** Why a value cannot be, as its rule says it: "With size 1080P: length only 6 s." */
export function ruleWords(t: Messages, tag: Tag, { rule, name }: Clash): string {
  const words = t.together;
  const when = conditions(rule.if).map(([key, only]) => condition(t, tag, key, only));
  const only = rule.then[name];
  const then = only === undefined ? '' : demand(t, tag, name, only);
  return words.rule(when.join(words.and), then);
}

function condition(t: Messages, tag: Tag, key: string, only: Only): string {
  if (typeof only === 'boolean') return (only ? t.together.given : t.together.missing)(thing(t, key));
  return t.together.chosen(called(t, key), range(t, tag, key, only));
}

function demand(t: Messages, tag: Tag, key: string, only: Only): string {
  if (typeof only === 'boolean') return only ? t.together.needed(thing(t, key)) : t.together.none(thing(t, key), called(t, key));
  return t.together.only(called(t, key), range(t, tag, key, only));
}

function range(t: Messages, tag: Tag, key: string, only: Exclude<Only, boolean>): string {
  if (Array.isArray(only)) return only.map((value) => valueWords(t, tag, key, value)).join(t.together.or);
  const { min, max } = only;
  const number = (value: number) => valueWords(t, tag, key, value);
  if (min !== null && max !== null) return t.form.between(number(min), number(max));
  if (max !== null) return t.form.atMost(number(max));
  return min === null ? '' : t.form.atLeast(number(min));
}

function valueWords(t: Messages, tag: Tag, key: string, value: unknown): string {
  if (key === 'seconds' && typeof value === 'number') return format.seconds(value, tag);
  if (typeof value === 'boolean') return value ? t.form.on : t.form.off;
  if (key === 'size' && typeof value === 'string') return format.pixels(sizeOf(value));
  if (key === 'aspect' && value === 'adaptive') return t.form.adaptive;
  return textOf(value);
}

function sizeOf(text: string): Size {
  const [width = 0, height = 0] = text.split(/[x*]/i).map(Number);
  return { width, height };
}

/** A picture, or the parameter by its name. */
function thing(t: Messages, key: string): string {
  const things: Readonly<Record<string, string>> = t.together.pictures;
  return things[key] ?? called(t, key);
}

/** The name of a field inside a sentence. */
function called(t: Messages, key: string): string {
  const name = fieldName(t, key) ?? key;
  return /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
