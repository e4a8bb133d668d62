/** How two to four clips share a stage, and which of them is looked at alone. Pure. */

/** Columns by which the smallest of the clips becomes as large as it can. Sizes in pixels; `aspects` are width by height. */
export function columnsFor(aspects: readonly number[], width: number, height: number, gap: number, caption: number): number {
  let best = { columns: 1, area: -1 };
  for (let columns = 1; columns <= aspects.length; columns += 1) {
    const rows = Math.ceil(aspects.length / columns);
    const across = (width - gap * (columns - 1)) / columns;
    const down = (height - gap * (rows - 1)) / rows - caption;
    const area = Math.min(...aspects.map((aspect) => inside(aspect, across, down)));
    // A row beside a column of the same size: side by side is how people compare.
    if (area >= best.area) best = { columns, area };
  }
  return best.columns;
}

/** How high a row is, so that the words stand right under their clip: no higher than the highest clip of the width needs. */
export function rowFor(aspects: readonly number[], columns: number, width: number, height: number, gap: number, caption: number): number {
  const rows = Math.ceil(aspects.length / columns);
  const across = (width - gap * (columns - 1)) / columns;
  const down = (height - gap * (rows - 1)) / rows;
  const wanted = Math.max(...aspects.map((aspect) => across / aspect)) + caption;
  return Math.max(0, Math.floor(Math.min(down, wanted)));
}

function inside(aspect: number, width: number, height: number): number {
  if (width <= 0 || height <= 0) return 0;
  const across = Math.min(width, height * aspect);
  return (across * across) / aspect;
}

/** Which clip fills the stage, and between which two a blink goes. */
export interface Look {
  /** `null`: all of them side by side. */
  readonly solo: number | null;
  /** The two that were looked at last, the later one first. */
  readonly pair: readonly [number, number];
}

export const TOGETHER: Look = { solo: null, pair: [0, 1] };

/** Its own key shows a clip alone, and again all of them. */
export function solo({ solo: alone, pair }: Look, index: number): Look {
  return { solo: alone === index ? null : index, pair: pair[0] === index ? pair : [index, pair[0]] };
}

/** Another clip becomes the chosen one; alone, it takes the place of the one before. */
export function chosen(look: Look, index: number): Look {
  const pair: Look['pair'] = look.pair[0] === index ? look.pair : [index, look.pair[0]];
  return { solo: look.solo === null ? null : index, pair };
}

/** The other of the two, in the same place. */
export function blinked({ solo: alone, pair }: Look): Look {
  if (alone === null) return { solo: pair[0], pair };
  return { solo: pair[1], pair: [pair[1], pair[0]] };
}

/** After a clip has gone: places move up, and a blink goes between two that are left. */
export function without({ solo: alone, pair }: Look, gone: number, left: number): Look {
  const moved = (index: number) => (index > gone ? index - 1 : index);
  const first = pair[0] === gone ? moved(pair[1]) : moved(pair[0]);
  const second = pair[0] === gone || pair[1] === gone ? (first + 1) % Math.max(1, left) : moved(pair[1]);
  return { solo: alone === null || alone === gone || left < 2 ? null : moved(alone), pair: [first, second] };
}
