import { describe, expect, it } from 'vitest';
import { blinked, chosen, columnsFor, rowFor, solo, TOGETHER, without } from './arrange';

const WIDE = 16 / 9;
const TALL = 9 / 16;
const columns = (aspects: number[], width = 1440, height = 760) => columnsFor(aspects, width, height, 12, 40);

describe('clips on one stage', () => {
  it('stand side by side when they are two', () => {
    expect([columns([WIDE, WIDE]), columns([TALL, TALL])]).toEqual([2, 2]);
  });

  it('stand two by two when they are four wide ones', () => {
    expect(columns([WIDE, WIDE, WIDE, WIDE])).toBe(2);
  });

  it('stand in one row when they are four tall ones', () => {
    expect(columns([TALL, TALL, TALL, TALL])).toBe(4);
  });

  it('stand above each other in a tall window', () => {
    expect(columns([WIDE, WIDE], 700, 1400)).toBe(1);
  });
});

describe('a row of clips', () => {
  it('is as high as its clips and their words', () => {
    expect(rowFor([WIDE, WIDE], 2, 1292, 900, 12, 40)).toBe(360 + 40);
  });

  it('is no higher than the stage', () => {
    expect(rowFor([TALL, WIDE], 2, 1292, 500, 12, 40)).toBe(500);
  });
});

describe('the look at several clips', () => {
  it('shows one alone with its key, and all again with the same', () => {
    const alone = solo(TOGETHER, 2);
    expect([alone.solo, solo(alone, 2).solo]).toEqual([2, null]);
  });

  it('blinks between the two that were looked at last', () => {
    const look = solo(solo(TOGETHER, 2), 1);
    const blinks = [blinked(look), blinked(blinked(look)), blinked(blinked(blinked(look)))];
    expect(blinks.map((each) => each.solo)).toEqual([2, 1, 2]);
  });

  it('blinks from all of them to the chosen one first', () => {
    const look = blinked(chosen(TOGETHER, 2));
    expect([look.solo, blinked(look).solo]).toEqual([2, 0]);
  });

  it('keeps all of them in sight when another one is chosen', () => {
    expect(chosen(TOGETHER, 1).solo).toBeNull();
  });

  it('blinks between two that are left after one has gone', () => {
    const { pair } = without({ solo: null, pair: [2, 0] }, 0, 2);
    expect([...pair].sort()).toEqual([0, 1]);
  });

  it('shows the rest together after the one that was alone has gone', () => {
    expect(without({ solo: 1, pair: [1, 2] }, 1, 2)).toEqual({ solo: null, pair: [1, 0] });
  });
});
