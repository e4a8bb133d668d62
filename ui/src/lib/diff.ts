/**
 * What changed between two prompts, word by word. Words are those of the text's own language (`Intl.Segmenter`), so that
 * Chinese, which writes none of the spaces, is marked by words too. Pure.
 */

export interface Piece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond so many comparisons nobody reads the marks, and the window would be felt to wait. */
const MOST = 4_000_000;

/** The pieces of the new text and, between them, what is gone of the old one. `null`: too long to compare. */
export function changes(before: string, after: string, tag: string): readonly Piece[] | null {
  const old = split(before, tag);
  const now = split(after, tag);
  if (old.length * now.length > MOST) return null;
  return joined(bridged(walk(old, now)));
}

function split(text: string, tag: string): string[] {
  return [...new Intl.Segmenter(tag, { granularity: 'word' }).segment(text)].map((part) => part.segment);
}

/** Along the longest run of words that both have. */
function walk(old: readonly string[], now: readonly string[]): Piece[] {
  const rest = lengths(old, now);
  const pieces: Piece[] = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < now.length) {
    const [gone, come] = [old[a], now[b]];
    if (gone !== undefined && gone === come) {
      pieces.push({ kind: 'same', text: gone });
      a += 1;
      b += 1;
    } else if (gone !== undefined && (come === undefined || rest(a + 1, b) >= rest(a, b + 1))) {
      pieces.push({ kind: 'removed', text: gone });
      a += 1;
    } else {
      pieces.push({ kind: 'added', text: come ?? '' });
      b += 1;
    }
  }
  return pieces;
}

/** How many words the two still have in common from there on. */
function lengths(old: readonly string[], now: readonly string[]): (a: number, b: number) => number {
  const width = now.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  const at = (a: number, b: number) => table[a * width + b] ?? 0;
  for (let a = old.length - 1; a >= 0; a -= 1) {
    for (let b = now.length - 1; b >= 0; b -= 1) {
      table[a * width + b] = old[a] === now[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  return at;
}

const isGap = (text: string): boolean => /^\s+$/u.test(text);

/** The space between two changed words changed with them: `red sea` for `grey sky` is one change, not two. */
function bridged(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, at): Piece[] => {
    const [left, right] = [pieces[at - 1], pieces[at + 1]];
    const lonely = piece.kind === 'same' && isGap(piece.text) && left !== undefined && right !== undefined && left.kind !== 'same' && right.kind !== 'same';
    return lonely ? [{ kind: 'removed', text: piece.text }, { kind: 'added', text: piece.text }] : [piece];
  });
}

/** Neighbours of one kind are one piece; in a run of changes what is gone stands first. */
function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  let [gone, come] = ['', ''];
  const flush = () => {
    if (gone !== '') out.push({ kind: 'removed', text: gone });
    if (come !== '') out.push({ kind: 'added', text: come });
    [gone, come] = ['', ''];
  };
  for (const { kind, text } of pieces) {
    if (kind === 'removed') gone += text;
    else if (kind === 'added') come += text;
    else {
      flush();
      const last = out.at(-1);
      if (last?.kind === 'same') out[out.length - 1] = { kind, text: last.text + text };
      else out.push({ kind, text });
    }
  }
  flush();
  return out;
}
