/** Reads what settings kept of the form. An older Rushes, or a hand, may have written it: what cannot be read is left out. Pure. */
import type { Size } from './generated/contract';

/** A further field as typed. */
export interface ExtraField {
  name: string;
  value: string;
}

export function isSize(value: unknown): value is Size {
  return typeof value === 'object' && value !== null && Number((value as Size).width) >= 1 && Number((value as Size).height) >= 1;
}

/** Texts by name; what is none is left out. */
export function readTexts(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

export function isField(value: unknown): value is ExtraField {
  return typeof value === 'object' && value !== null && typeof (value as ExtraField).name === 'string' && typeof (value as ExtraField).value === 'string';
}
