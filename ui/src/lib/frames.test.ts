import { describe, expect, it } from 'vitest';
import { frameAt, framesIn, middleOf, rateOf, send, settle, startOf, stepFrom, USUAL_FPS } from './frames';

const NTSC = 30_000 / 1001;

describe('frames', () => {
  it('are counted from the moment at which each begins', () => {
    expect([frameAt(0, 30), frameAt(0.98 / 30, 30), frameAt(1.01 / 30, 30)]).toEqual([0, 0, 1]);
  });

  it('are not missed by a clock of whole microseconds', () => {
    for (const fps of [23.976, 24, 25, NTSC, 30, 48, 50, 60]) {
      for (let frame = 0; frame < 900; frame += 1) expect(frameAt(Math.floor(startOf(frame, fps) * 1e6) / 1e6, fps)).toBe(frame);
    }
  });

  it('are found again from their middle', () => {
    for (const fps of [8, 23.976, NTSC, 60, 120]) {
      for (let frame = 0; frame < 900; frame += 1) expect(frameAt(middleOf(frame, fps), fps)).toBe(frame);
    }
  });

  it('are stepped through one by one, there and back, by the rate of the file', () => {
    for (const fps of [8, 16, 23.976, NTSC, 60]) {
      const duration = 300 / fps;
      let at = 0;
      for (let frame = 1; frame < 300; frame += 1) {
        at = stepFrom(at, 1, fps, duration);
        expect(frameAt(at, fps)).toBe(frame);
      }
      for (let frame = 298; frame >= 0; frame -= 1) {
        at = stepFrom(at, -1, fps, duration);
        expect(frameAt(at, fps)).toBe(frame);
      }
    }
  });

  it('end at the last one and begin at the first', () => {
    expect([frameAt(stepFrom(4.99, 5, 30, 5), 30), frameAt(stepFrom(0.01, -5, 30, 5), 30)]).toEqual([149, 0]);
  });

  it('leave a place inside the clip when its last frame is cut short', () => {
    const duration = 5 + 0.3 / 30;
    const last = stepFrom(4.99, 9, 30, duration);
    expect([frameAt(last, 30), last < duration]).toEqual([150, true]);
  });

  it('are as many as a length that a container rounded says', () => {
    expect([framesIn(5, 30), framesIn(5.0001, 30), framesIn(4.9999, 30), framesIn(0, 30)]).toEqual([150, 150, 150, 1]);
  });

  it('are shown, not left between two, when a moment is settled', () => {
    expect(settle(1.001, 25, 4)).toBeCloseTo(middleOf(25, 25));
  });

  it('are not looked for by a player that stands there', () => {
    const sent: number[] = [];
    const player = { seeking: false, get currentTime() { return 2; }, set currentTime(to: number) { sent.push(to); } };
    send(player, 2);
    send(player, 2.1);
    expect(sent).toEqual([2.1]);
  });

  it('come at the usual rate when the file does not say', () => {
    expect([rateOf(null), rateOf(0), rateOf(Number.NaN), rateOf(12.5)]).toEqual([USUAL_FPS, USUAL_FPS, USUAL_FPS, 12.5]);
  });
});
