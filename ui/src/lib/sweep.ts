/**
 * Several values where the form has one: how they are typed, kept and sent, and how a plan is told. Pure. What `{a|b}` in
 * a prompt stands for is the engine's to say (`planned`); here is only what a text needs so that it is not taken for one.
 */
import { readSize } from './shapes';
import { withoutLists } from './snippets';
import type { JobView, PlannedJob, Size, Sweep } from './generated/contract';

/** What can have several values, in the order in which the engine changes them, the last one fastest. */
export const KINDS = ['model', 'size', 'aspect', 'tier', 'seconds', 'seed'] as const;
export type Kind = (typeof KINDS)[number];

/** The values beside the one in the field itself, as texts: `1280x720`, `8`. */
export type Also = Readonly<Record<Kind, readonly string[]>>;

export const NONE: Also = { model: [], size: [], aspect: [], tier: [], seconds: [], seed: [] };

/** Longest clip that the engine lets anybody ask for, in seconds. */
const LONGEST = 3600;
const COMMAS = /[,，、;；\n]+/;
const BLANKS = /[\s,，、;；]+/;

/** Reads one value or a list of them; `null`: something in it is none. */
export function readValues(kind: Kind, text: string): string[] | null {
  const blanks = kind === 'model' || kind === 'size' ? COMMAS : BLANKS;
  const parts = text.split(blanks).map((part) => part.trim()).filter((part) => part !== '');
  const values = parts.map((part) => readValue(kind, part));
  return values.length === 0 || values.includes(null) ? null : [...new Set(values.filter((value) => value !== null))];
}

function readValue(kind: Kind, text: string): string | null {
  switch (kind) {
    case 'model':
    case 'aspect':
    case 'tier':
      return text;
    case 'size': {
      const [, width = '', height = ''] = /^(\d+)\s*[x×*]\s*(\d+)$/i.exec(text) ?? [];
      const size = readSize(width, height);
      return size === null ? null : sizeText(size);
    }
    case 'seconds': {
      const seconds = Number(text);
      return seconds > 0 && seconds <= LONGEST ? String(seconds) : null;
    }
    case 'seed':
      // A longer one would lose digits on its way.
      return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? String(Number(text)) : null;
  }
}

export function sizeText(size: Size): string {
  return `${size.width}x${size.height}`;
}

export function sizeOf(text: string): Size {
  const [width = 0, height = 0] = text.split('x').map(Number);
  return { width, height };
}

/** What stands in the fields themselves; `null`: nothing is said, or what is said is no value of that kind. */
export type Own = Readonly<Record<Kind, string | null>>;

/** All values of one kind, the field's own first; none where there are no others. */
export function valuesOf(kind: Kind, own: Own, also: Also): string[] {
  const said = own[kind];
  const others = also[kind].filter((value) => value !== said);
  return others.length === 0 ? [] : [...(said === null ? [] : [said]), ...others];
}

/** What is sent. `kinds` are those that the chosen model has a field for. */
export function sweepOf(kinds: readonly Kind[], own: Own, also: Also): Sweep {
  const values = (kind: Kind) => (kinds.includes(kind) ? valuesOf(kind, own, also) : []);
  return {
    // A text without a choice stands for itself, so the engine is always asked to look.
    prompt: true,
    wildcards: true,
    models: values('model'),
    sizes: values('size').map(sizeOf),
    aspects: values('aspect'),
    tiers: values('tier'),
    seconds: values('seconds').map(Number),
    seeds: values('seed').map(Number),
  };
}

/** Whether the engine has to be asked what a prompt stands for. */
export function mayChoose(prompt: string): boolean {
  return prompt.includes('{') && prompt.includes('|');
}

/** A text that stands for itself, written so that no sign in it is taken for a choice or a list. */
export function plainly(text: string): string {
  return withoutChoices(withoutLists(text));
}

/** The prompt of a clip as it was written in the form: with its lists, where something was drawn from them. */
export function asWritten(job: Pick<JobView, 'prompt'> & Partial<Pick<JobView, 'written'>>): string {
  const written = job.written ?? null;
  return written === null ? plainly(job.prompt) : withoutChoices(written);
}

/** The same for choices alone (`domain/sweep.rs`). */
function withoutChoices(text: string): string {
  const chosen = /\{[^]*\|[^]*\}/.test(text);
  const escaped = mayChoose(text) && /\\[{|}\\]/.test(text);
  if (!chosen && !escaped) return text;
  return text.replaceAll(/\\(?=[{|}\\])/g, '\\\\').replaceAll('|', '\\|');
}

/** What settings kept; an older Rushes kept nothing, and what cannot be read is left out. */
export function readAlso(kept: unknown): Also {
  if (typeof kept !== 'object' || kept === null) return NONE;
  const read = (kind: Kind): string[] => {
    const list = (kept as Record<string, unknown>)[kind];
    const texts = Array.isArray(list) ? list.filter((value): value is string => typeof value === 'string') : [];
    return [...new Set(texts.flatMap((text) => readValue(kind, text) ?? []))];
  };
  return { model: read('model'), size: read('size'), aspect: read('aspect'), tier: read('tier'), seconds: read('seconds'), seed: read('seed') };
}

/** A column of the plan. */
export type Column = 'prompt' | 'model' | 'size' | 'seconds' | 'seed';
export const COLUMNS: readonly Column[] = ['prompt', 'model', 'size', 'seconds', 'seed'];

/** The columns in which lines differ; the others are said once. */
export function differing(lines: readonly PlannedJob[]): Column[] {
  const cell = (line: PlannedJob, column: Column) => JSON.stringify(column === 'size' ? [line.size, line.aspect, line.tier] : line[column]);
  return COLUMNS.filter((column) => new Set(lines.map((line) => cell(line, column))).size > 1);
}

/** How many different prompts there are. */
export function promptCount(lines: readonly PlannedJob[]): number {
  return new Set(lines.map((line) => line.prompt)).size;
}

/** Signs that stand for words by themselves; between them a text may be cut anywhere. */
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const joined = (a: string | undefined, b: string | undefined) => [a, b].every((sign) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign) && !IDEOGRAPH.test(sign));

/** How many signs at the beginning and at the end all texts share, without cutting a word in two. */
export function shared(texts: readonly string[]): { before: number; after: number } {
  const [first = [], ...others] = texts.map((text) => [...text]);
  const shortest = Math.min(first.length, ...others.map((text) => text.length));
  let before = 0;
  while (before < shortest && others.every((text) => text[before] === first[before])) before += 1;
  while (before > 0 && [first, ...others].some((text) => joined(text[before - 1], text[before]))) before -= 1;
  let after = 0;
  while (after < shortest - before && others.every((text) => text.at(-1 - after) === first.at(-1 - after))) after += 1;
  while (after > 0 && [first, ...others].some((text) => joined(text.at(-1 - after), text.at(-after)))) after -= 1;
  return { before, after };
}

/** As much of the shared text as shows where the rest belongs. */
const AROUND = 28;

/** A prompt in three parts, the middle being its own; what all share is shortened. */
export function parts(text: string, { before, after }: { before: number; after: number }): [string, string, string] {
  const signs = [...text];
  const start = signs.slice(0, before);
  const end = signs.slice(signs.length - after);
  return [
    start.length > AROUND ? `…${start.slice(-AROUND).join('').replace(/^\S{1,12}(?=\s)/, '')}` : start.join(''),
    signs.slice(before, signs.length - after).join(''),
    end.length > AROUND ? `${end.slice(0, AROUND).join('').replace(/(?<=\s)\S{1,12}$/, '')}…` : end.join(''),
  ];
}
