import { describe, expect, it } from 'vitest';
import { justify, lines, neighbour, type Measures, type Shaped } from './layout';

const measures: Measures = { width: 1000, rowHeight: 200, gap: 10, header: 40, footer: 14, cardHeight: 208, cardWidth: 272 };

function tiles(count: number, aspect = 16 / 9, day = '2026-11-22', card = false): Shaped[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${day}-${index}`, day, aspect, card }));
}

describe('justified rows', () => {
  it('fill the width to the pixel', () => {
    const [section] = justify(tiles(9), measures);
    const ends = section?.rows.slice(0, 2).map((row) => (row.tiles.at(-1)?.x ?? 0) + (row.tiles.at(-1)?.width ?? 0));
    expect(ends).toEqual([1000, 1000]);
  });

  it('keep every clip’s own shape', () => {
    const [section] = justify([...tiles(2), ...tiles(3, 9 / 16).map((tile) => ({ ...tile, id: `p${tile.id}` }))], measures);
    const row = section?.rows[0];
    const off = row?.tiles.map((tile, index) => Math.abs(tile.width / row.height - (index < 2 ? 16 / 9 : 9 / 16)) < 0.03);
    expect(off?.every(Boolean)).toBe(true);
  });

  it('keep every clip’s own shape also where the next tile is a card that no longer fits', () => {
    const card = (id: string): Shaped => ({ id, day: '2026-11-22', aspect: 16 / 9, card: true });
    const shapes = [880, 940, 1000, 1120].flatMap((width) => {
      const [section] = justify([...tiles(2), card('a'), card('b')], { ...measures, width });
      return section?.rows.flatMap((row) => row.tiles.filter(({ id }) => id.length > 1).map((tile) => tile.width / row.height)) ?? [];
    });
    expect(shapes.filter((shape) => Math.abs(shape - 16 / 9) > 0.03)).toEqual([]);
  });

  it('leave the last row at its wished height', () => {
    const [section] = justify(tiles(1), measures);
    expect(section?.rows[0]?.height).toBe(200);
  });

  it('lose no tile and double none', () => {
    const sections = justify([...tiles(37, 1.3), ...tiles(11, 0.6, '2026-11-21')], measures);
    const ids = sections.flatMap((section) => section.rows.flatMap((row) => row.tiles.map((tile) => tile.id)));
    expect([ids.length, new Set(ids).size]).toEqual([48, 48]);
  });

  it('begin a section with every day', () => {
    const sections = justify([...tiles(2), ...tiles(2, 1, '2026-11-21')], measures);
    expect(sections.map((section) => section.day)).toEqual(['2026-11-22', '2026-11-21']);
  });

  it('put sections under each other without a gap in the reckoning', () => {
    const [first, second] = justify([...tiles(4), ...tiles(2, 1, '2026-11-21')], measures);
    expect(second?.top).toBe((first?.top ?? 0) + (first?.height ?? 0));
  });

  it('give a card room for its words, whatever its shape', () => {
    const [section] = justify(tiles(1, 9 / 16, '2026-11-22', true), measures);
    expect(section?.rows[0]?.tiles[0]?.width).toBeGreaterThanOrEqual(272);
  });

  it('do not make a row of cards higher only to fill the width', () => {
    const [section] = justify([...tiles(2, 16 / 9, '2026-11-22', true), ...tiles(3).map((tile) => ({ ...tile, id: `c${tile.id}` }))], measures);
    expect(section?.rows[0]?.height).toBeLessThanOrEqual(208);
  });

  it('never overlap', () => {
    const [section] = justify(tiles(40, 0.9), measures);
    const clash = section?.rows.some((row) => row.tiles.some((tile, index) => tile.x + tile.width > (row.tiles[index + 1]?.x ?? Infinity)));
    expect(clash).toBe(false);
  });

  it('stand in a window of any width', () => {
    const heights = [200, 320, 4000].map((width) => justify(tiles(5, 3), { ...measures, width })[0]?.height ?? 0);
    expect(heights.every((height) => height > 0 && Number.isFinite(height))).toBe(true);
  });
});

describe('arrow keys', () => {
  const rows = lines(justify(tiles(9), measures), measures.header);
  const first = rows[0]?.[0]?.id ?? '';

  it('go to the next tile', () => {
    expect(neighbour(rows, first, 'right')).toBe(rows[0]?.[1]?.id);
  });

  it('go on in the next row at the end of one', () => {
    expect(neighbour(rows, rows[0]?.at(-1)?.id ?? '', 'right')).toBe(rows[1]?.[0]?.id);
  });

  it('go down to the tile below', () => {
    expect(neighbour(rows, first, 'down')).toBe(rows[1]?.[0]?.id);
  });

  it('stay where nothing is', () => {
    expect([neighbour(rows, first, 'up'), neighbour(rows, first, 'left')]).toEqual([null, null]);
  });
});
