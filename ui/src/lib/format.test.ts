import { describe, expect, it } from 'vitest';
import * as format from './format';

describe('format', () => {
  it('writes elapsed time as minutes and seconds', () => {
    expect(format.clock(134_000)).toBe('2:14');
  });

  it('writes hours only when there are some', () => {
    expect(format.clock(3_729_000)).toBe('1:02:09');
  });

  it('counts time before the beginning as none', () => {
    expect(format.clock(-5)).toBe('0:00');
  });

  it('writes a place in a clip with hundredths', () => {
    expect(format.position(3.37)).toBe('0:03.37');
  });

  it('carries hundredths into the next minute', () => {
    expect(format.position(59.999)).toBe('1:00.00');
  });

  it('writes whole seconds without a point', () => {
    expect(format.seconds(8, 'en')).toBe('8 s');
  });

  it('keeps one decimal of a length', () => {
    expect(format.seconds(5.083, 'en')).toBe('5.1 s');
  });

  it('counts bytes in powers of a thousand', () => {
    expect(format.bytes(8_412_332, 'en')).toBe('8.4 MB');
  });

  it('says how long ago in the largest unit that fits', () => {
    expect([format.relative(-3000, 'en'), format.relative(-130_000, 'en')]).toEqual(['3 s ago', '2 min ago']);
  });

  it('speaks Chinese when asked to', () => {
    const zh = 'zh-CN';
    expect([format.relative(-3000, zh), format.seconds(5.08, zh), format.elapsed(812, zh), format.span(41 * 60_000, zh), format.span(3 * 86_400_000, zh)]).toEqual(['3 秒前', '5.1 秒', '812 毫秒', '41 分钟', '3 天']);
  });

  it('gives minutes below two hours, so that an expiry is not rounded away', () => {
    expect(format.span(100 * 60_000, 'en')).toBe('100 min');
  });

  it('names today and yesterday', () => {
    const words = { today: 'Today', yesterday: 'Yesterday' };
    const noon = new Date(2026, 10, 22, 12).getTime();
    const names = ['2026-11-22', '2026-11-21'].map((day) => format.dayName(day, noon, 'en', words));
    expect(names).toEqual(['Today', 'Yesterday']);
  });

  it('gives the year of a day in another year', () => {
    const noon = new Date(2026, 0, 2, 12).getTime();
    expect(format.dayName('2025-12-24', noon, 'en-GB', { today: '', yesterday: '' })).toContain('2025');
  });

  it('takes a moment’s day in the local time zone', () => {
    expect(format.dayKey(new Date(2026, 10, 22, 0, 5).getTime())).toBe('2026-11-22');
  });

  it('leaves out the middle of a long id', () => {
    expect(format.shortId('video_gen_5c6a0000000000009980')).toBe('video_gen_5c6a0…9980');
  });
});
