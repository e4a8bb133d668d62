/** Shapes of pictures: which ratio a size has, which sizes share it, and what a fit does to a reference. Pure. */
import type { Fit, Size } from './generated/contract';

/** Ratios that have a name; a size within 1 % of one takes that name (1024 × 1792 is no 9:16, 1088 × 1920 is). */
const NAMED: readonly (readonly [number, number])[] = [
  [21, 9],
  [16, 9],
  [3, 2],
  [4, 3],
  [5, 4],
  [1, 1],
  [4, 5],
  [3, 4],
  [2, 3],
  [9, 16],
  [9, 21],
];

/** A shape that a model offers. */
export interface Shape {
  /** `16:9`. */
  readonly name: string;
  /** Width by height. */
  readonly ratio: number;
  /** In the order in which the model lists them. */
  readonly sizes: readonly Size[];
}

/** `16:9`, or the reduced fraction for a ratio without a name. */
export function ratioName(size: Size): string {
  const ratio = size.width / size.height;
  for (const [across, down] of NAMED) {
    if (Math.abs(ratio / (across / down) - 1) < 0.011) return `${across}:${down}`;
  }
  const by = divisor(size.width, size.height);
  const across = size.width / by;
  const down = size.height / by;
  if (across <= 32 && down <= 32) return `${across}:${down}`;
  return ratio >= 1 ? `${ratio.toFixed(2)}:1` : `1:${(1 / ratio).toFixed(2)}`;
}

/** Groups sizes by shape, in order of first appearance. */
export function shapesOf(sizes: readonly Size[]): Shape[] {
  const groups = new Map<string, Size[]>();
  for (const size of sizes) {
    const name = ratioName(size);
    const group = groups.get(name);
    if (group) group.push(size);
    else groups.set(name, [size]);
  }
  return [...groups].map(([name, members]) => {
    const [first = { width: 1, height: 1 }] = members;
    return { name, ratio: first.width / first.height, sizes: members };
  });
}

/** Whether two sizes are the same. */
export function sameSize(a: Size | null, b: Size | null): boolean {
  return a === b || (a !== null && b !== null && a.width === b.width && a.height === b.height);
}

/** Reads `1280x720` in the spellings people use. Sides from 16 to 16384, as the engine has it. */
export function readSize(width: string, height: string): Size | null {
  const [w, h] = [Number(width.normalize('NFKC')), Number(height.normalize('NFKC'))];
  const valid = (n: number) => Number.isInteger(n) && n >= 16 && n <= 16_384;
  return valid(w) && valid(h) ? { width: w, height: h } : null;
}

/** Parts of the picture, 0 to 1 on each side, that a crop to `target` cuts away. */
export function cropOf(picture: Size, target: Size): { x: number; y: number } {
  const mine = picture.width / picture.height;
  const wanted = target.width / target.height;
  return mine > wanted ? { x: (1 - wanted / mine) / 2, y: 0 } : { x: 0, y: (1 - mine / wanted) / 2 };
}

/** Whether the fit changes anything visible, apart from the scale. */
export function fitsAsIs(picture: Size, target: Size, fit: Fit): boolean {
  if (fit === 'none') return true;
  const { x, y } = cropOf(picture, target);
  return x < 0.002 && y < 0.002;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
