import { describe, expect, it } from 'vitest';
import { dayAt, isNeeded, marksOf, stepped, toStrip, toWall, type Span } from './scrubber';

/** Days from the newest to the oldest, each as high as the next. */
function wall(...days: string[]): Span[] {
  return days.map((day, index) => ({ day, top: index * 1000 }));
}

const track = { length: 500, range: 10_000 };

describe('the strip beside the wall', () => {
  it('is there once there is something to skip', () => {
    expect([isNeeded(900, 800), isNeeded(4000, 800), isNeeded(4000, 0)]).toEqual([false, true, false]);
  });

  it('leads to the height of the wall that it stands for, and back', () => {
    expect([toWall(250, track), toStrip(5000, track)]).toEqual([5000, 250]);
  });

  it('ends where the wall ends', () => {
    expect([toWall(900, track), toWall(-5, track), toStrip(99_999, track)]).toEqual([10_000, 0, 500]);
  });

  it('knows the day at each height', () => {
    const spans = wall('2026-03-03', '2026-03-02', '2026-03-01');
    expect([0, 999, 1500, 2000, 99_999].map((top) => dayAt(spans, top))).toEqual([0, 1, 1, 2, 2]);
  });

  it('knows no day of an empty wall', () => {
    expect(dayAt([], 0)).toBe(-1);
  });
});

describe('its marks', () => {
  const months = wall('2026-03-01', '2026-02-02', '2026-02-01', '2026-01-05', '2025-12-30', '2025-12-01', '2025-11-01');

  it('stand where months and years begin', () => {
    expect(marksOf(months, track).map(({ at, day, kind }) => [at, day, kind])).toEqual([
      [50, '2026-02-02', 'month'],
      [150, '2026-01-05', 'month'],
      [200, '2025-12-30', 'year'],
      [300, '2025-11-01', 'month'],
    ]);
  });

  it('stand at days on a short wall', () => {
    expect(marksOf(wall('2026-03-03', '2026-03-02', '2026-03-01'), track).map(({ kind }) => kind)).toEqual(['day', 'day']);
  });

  it('give way to a year where they would touch', () => {
    const close = [{ day: '2026-01-02', top: 0 }, { day: '2026-02-01', top: 5000 }, { day: '2025-12-31', top: 5040 }, { day: '2025-11-01', top: 9000 }, { day: '2025-10-01', top: 9500 }];
    expect(marksOf(close, track).map(({ kind, at }) => [kind, at])).toEqual([['year', 252], ['month', 450], ['month', 475]]);
  });

  it('have names only where there is room', () => {
    const close = [{ day: '2026-12-02', top: 0 }, { day: '2026-11-01', top: 1000 }, { day: '2026-10-01', top: 1200 }, { day: '2026-09-01', top: 4000 }];
    expect(marksOf(close, track).map(({ named }) => named)).toEqual([true, false, true]);
  });

  it('stay as many as fit on the strip, however long the wall', () => {
    const years = Array.from({ length: 6000 }, (_, day) => ({ day: new Date(Date.UTC(2026, 0, 1) - day * 86_400_000).toISOString().slice(0, 10), top: day * 100 }));
    expect(marksOf(years, { length: 500, range: 600_000 }).length).toBeLessThanOrEqual(500 / 6);
  });
});

describe('its keys', () => {
  const spans = wall('2026-03-02', '2026-03-01', '2026-02-09', '2026-02-01', '2026-01-05');

  it('go from day to day', () => {
    expect([stepped(spans, 1, 'ArrowDown'), stepped(spans, 1, 'ArrowUp'), stepped(spans, 4, 'ArrowDown')]).toEqual([2, 0, 4]);
  });

  it('go from month to month, first to where this one begins', () => {
    expect([stepped(spans, 0, 'PageDown'), stepped(spans, 3, 'PageUp'), stepped(spans, 2, 'PageUp'), stepped(spans, 4, 'PageDown')]).toEqual([2, 2, 0, 4]);
  });

  it('go to both ends', () => {
    expect([stepped(spans, 2, 'Home'), stepped(spans, 2, 'End')]).toEqual([0, 4]);
  });

  it('leave every other key alone', () => {
    expect(stepped(spans, 2, 'a')).toBeNull();
  });
});
