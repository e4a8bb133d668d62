/**
 * Values as they are typed and as they are sent. The form keeps every further parameter as text, so that a half-typed
 * number survives a restart and a change of model; what it means is decided by the model that is chosen. Pure.
 */
import type { Param } from './generated/contract';

/** What a text says as a value of a parameter. */
export type Reading =
  /** Nothing is sent. */
  | { readonly is: 'unsaid' }
  /** `listed`: among the values and inside the range that the model names. */
  | { readonly is: 'value'; readonly value: unknown; readonly listed: boolean }
  /** It cannot be read as that kind of value. */
  | { readonly is: 'wrong'; readonly wants: 'int' | 'number' | 'json' };

const UNSAID: Reading = { is: 'unsaid' };

/** Reads what was typed for a parameter. */
export function readParam(param: Param, text: string): Reading {
  if (text.trim() === '') return UNSAID;
  const named = (param.values ?? []).find((value) => textOf(value) === text);
  if (named !== undefined) return { is: 'value', value: named, listed: true };
  const free = (param.values ?? []).length === 0;
  switch (param.type) {
    case 'text':
    case 'long_text':
      return { is: 'value', value: text, listed: free };
    case 'bool':
      // Left over from a model where it was something else: a switch cannot show it.
      return text === 'true' || text === 'false' ? { is: 'value', value: text === 'true', listed: free } : UNSAID;
    case 'int':
    case 'number':
      return readNumber(param, text.trim(), free);
    case 'json':
      return readJson(text, free);
  }
}

/** What is sent of the parameters, as their texts read; those that say nothing, or nothing that can be read, are left out. */
export function sentParams(params: readonly Param[], textFor: (param: Param) => string): Record<string, unknown> {
  const read = params.map((param) => [param.key, readParam(param, textFor(param))] as const);
  return Object.fromEntries(read.flatMap(([key, reading]) => (reading.is === 'value' ? [[key, reading.value]] : [])));
}

/** What is sent of fields by name. */
export function extraFields(fields: readonly { readonly name: string; readonly value: string }[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), typed(value)]));
}

function readNumber(param: Param, text: string, free: boolean): Reading {
  const whole = param.type === 'int';
  const number = Number(text);
  const reads = whole ? /^[+-]?\d+$/.test(text) : Number.isFinite(number);
  if (!reads) return { is: 'wrong', wants: whole ? 'int' : 'number' };
  const inside = number >= (param.min ?? -Infinity) && number <= (param.max ?? Infinity);
  // A long number would lose digits; seeds have them.
  return { is: 'value', value: whole && !Number.isSafeInteger(number) ? text : number, listed: free && inside };
}

function readJson(text: string, free: boolean): Reading {
  try {
    return { is: 'value', value: JSON.parse(text) as unknown, listed: free };
  } catch {
    return { is: 'wrong', wants: 'json' };
  }
}

/** A value as the form keeps it; the opposite of {@link readParam}. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A typed value of a field that no description knows: JSON where it reads as JSON, else the text as it stands. */
export function typed(text: string): unknown {
  const trimmed = text.trim();
  // A long number would lose digits as JSON; seeds and ids have them.
  if (/^-?\d+$/.test(trimmed) && !Number.isSafeInteger(Number(trimmed))) return trimmed;
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    return text;
  }
}

/** The opposite of {@link typed}: a text that would read as something else gets its quotes. */
export function written(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return typed(value) === value ? value : JSON.stringify(value);
}
