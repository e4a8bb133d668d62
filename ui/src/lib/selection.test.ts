import { beforeEach, describe, expect, it } from 'vitest';
import { Selection } from './selection.svelte';

const order = ['a', 'b', 'c', 'd', 'e'];
let selection: Selection;
const selected = () => [...selection.ids].sort().join('');

beforeEach(() => {
  selection = new Selection();
});

describe('a selection', () => {
  it('takes a tile in and out', () => {
    selection.toggle('b');
    selection.toggle('d');
    selection.toggle('b');
    expect(selected()).toBe('d');
  });

  it('takes in everything from the last tile to the next', () => {
    selection.toggle('b');
    selection.extend('d', order);
    expect(selected()).toBe('bcd');
  });

  it('gives back what a shorter range leaves out, and turns around its beginning', () => {
    selection.toggle('c');
    selection.extend('e', order);
    selection.extend('a', order);
    expect(selected()).toBe('abc');
  });

  it('keeps what was taken beside a range', () => {
    selection.toggle('a');
    selection.toggle('c');
    selection.extend('d', order);
    expect(selected()).toBe('acd');
  });

  it('begins a range where the keys stood', () => {
    selection.extend('c', order, 'b');
    expect(selected()).toBe('bc');
  });

  it('begins anew when the tile that a range began at is gone', () => {
    selection.toggle('x');
    selection.extend('d', order, 'c');
    expect(selected()).toBe('cdx');
  });

  it('lets go of what is not there any more', () => {
    selection.set(['a', 'b']);
    selection.keep((id) => id !== 'a');
    expect(selected()).toBe('b');
  });
});
