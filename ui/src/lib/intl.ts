/**
 * The formatters of `Intl`, one of a kind: each takes as long to make as a hundred numbers to write, and holds tens of kilobytes that
 * no collector of garbage counts. A wall writes some thousand numbers and times. It knows no word.
 */
const made = new Map<string, unknown>();

function once<T>(key: string, make: () => T): T {
  const known = made.get(key);
  if (known !== undefined) return known as T;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

export function numbers(tag: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return once(`number ${tag} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(tag, options));
}

/** In the time zone of now: who travels with an open window sees the times of where they are. */
export function dates(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const zone = new Date().getTimezoneOffset();
  return once(`date ${tag} ${zone} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(tag, options));
}

export function spans(tag: string): Intl.RelativeTimeFormat {
  return once(`span ${tag}`, () => new Intl.RelativeTimeFormat(tag, { style: 'short', numeric: 'always' }));
}

/** `12,400`. */
export function whole(value: number, tag: string): string {
  return numbers(tag).format(value);
}
