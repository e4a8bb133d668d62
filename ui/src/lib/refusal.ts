/**
 * The answer with which a server refused, out of a receipt: its text as it came, and the code words in it. Only ever
 * text; nothing of it is trusted or followed. Pure.
 */
import type { ReceiptLine } from './generated/contract';

export interface Refusal {
  readonly status: number | null;
  /** What the server sent; JSON with its lines broken. */
  readonly body: string;
  /** Code words such as `invalid_request_error`, the most exact first. */
  readonly codes: readonly string[];
}

/** Keys under which servers put their code words. */
const CODE_KEYS = ['code', 'type', 'param', 'error_code', 'err_code'] as const;
const MOST_CODES = 4;
const LONGEST_CODE = 48;
const DEEPEST = 6;

/** The last answer that refused, else the last that said anything. */
export function refusalOf(lines: readonly ReceiptLine[]): Refusal | null {
  const said = lines.filter((line) => line.body !== null && line.body.trim() !== '');
  const line = said.findLast(({ status }) => status !== null && status >= 400) ?? said.at(-1);
  if (line === undefined || line.body === null) return null;
  const value = parse(line.body);
  if (value === undefined) return { status: line.status, body: line.body, codes: [] };
  return { status: line.status, body: JSON.stringify(value, null, 2), codes: codesIn(value) };
}

/** What reads as an object or a list; a bare number or text is left as it came. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Digits that a number cannot hold would be changed by writing it again.
    return typeof value === 'object' && value !== null && !/\d{16}/.test(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

function codesIn(value: object): string[] {
  const found: string[] = [];
  const look = (inner: unknown, depth: number): void => {
    if (typeof inner !== 'object' || inner === null || depth > DEEPEST) return;
    // What lies deepest is nearest to what went wrong.
    for (const child of Object.values(inner)) look(child, depth + 1);
    for (const key of CODE_KEYS) {
      const word: unknown = (inner as Record<string, unknown>)[key];
      if (isCode(word) && !found.includes(String(word))) found.push(String(word));
    }
  };
  look(value, 0);
  return found.slice(0, MOST_CODES);
}

/** One word, no sentence; a bare number counts only as the text that it is. */
function isCode(word: unknown): word is string | number {
  return (typeof word === 'string' && word.length <= LONGEST_CODE && /^[\w.:-]+$/.test(word)) || (typeof word === 'number' && word >= 1000);
}
