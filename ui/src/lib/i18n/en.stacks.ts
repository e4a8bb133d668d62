/** English for takes that stand in one tile of the wall, and for the strip that leads along it. */

export const stacks = {
  open: (n: number) => `Open the stack of ${n} takes`,
  close: 'Close the stack',
  live: (n: number) => `${n} in progress`,
  /** A tile's name for who does not see it. */
  closed: (name: string, n: number) => `Stack of ${n} takes. ${name}`,
  take: (name: string, n: number, of: number) => `Take ${n} of ${of} of an open stack. ${name}`,
  keep: 'Pick this one, trash the rest',
  scrubber: { label: 'Date' },
  keys: { stack: 'Open or close a stack of takes', keep: 'Pick this take, trash the rest of its stack' },
} as const;
