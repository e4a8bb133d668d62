import { describe, expect, it } from 'vitest';
import { frameAt, framesIn, middleOf, rateOf, send, settle, startOf, stepFrom, USUAL_FPS } from './frames';

const NTSC = 30_000 / 1001;
const FRAMES = Array.from({ length: 900 }, (_, frame) => frame);

describe('frames', () => {
  it('are counted from the moment at which each begins', () => {
    expect([frameAt(0, 30), frameAt(0.98 / 30, 30), frameAt(1.01 / 30, 30)]).toEqual([0, 0, 1]);
  });

  it('are not missed by a clock of whole microseconds', () => {
    const missed = [23.976, 24, 25, NTSC, 30, 48, 50, 60].flatMap((fps) => FRAMES.filter((frame) => frameAt(Math.floor(startOf(frame, fps) * 1e6) / 1e6, fps) !== frame));
    expect(missed).toEqual([]);
  });

  it('are found again from their middle', () => {
    const missed = [8, 23.976, NTSC, 60, 120].flatMap((fps) => FRAMES.filter((frame) => frameAt(middleOf(frame, fps), fps) !== frame));
    expect(missed).toEqual([]);
  });

  it('are stepped through one by one, there and back, by the rate of the file', () => {
    for (const fps of [8, 16, 23.976, NTSC, 60]) {
      let at = 0;
      const step = (by: number) => frameAt((at = stepFrom(at, by, fps, 900 / fps)), fps);
      expect(FRAMES.slice(1).map(() => step(1))).toEqual(FRAMES.slice(1));
      expect(FRAMES.slice(1).map(() => step(-1))).toEqual(FRAMES.slice(0, -1).reverse());
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
