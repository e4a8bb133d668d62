import { describe, expect, it } from 'vitest';
import { driftOf, Follower, leadOf, placeOf, stillOf } from './sync';

const short = { duration: 2, fps: 25 };

describe('a clip on the clock of several', () => {
  it('stands where the clock stands while it lasts', () => {
    expect(placeOf(1.5, short, 'hold')).toEqual({ at: 1.5, held: false });
  });

  it('waits on its last frame when it is over', () => {
    expect(placeOf(3, short, 'hold')).toEqual({ at: 1.98, held: true });
  });

  it('begins again if it should', () => {
    expect(placeOf(5.5, short, 'loop')).toEqual({ at: 1.5, held: false });
  });

  it('shows its own frame of a moment when all stand still', () => {
    expect([stillOf(1, { duration: 4, fps: 24 }, 'hold'), stillOf(1, { duration: 4, fps: 8 }, 'hold')]).toEqual([24.5 / 24, 8.5 / 8]);
  });

  it('is read for the clock if it is the longest that plays', () => {
    expect([leadOf([short, { duration: 8, fps: 24 }, null]), leadOf([short, null]), leadOf([null]), leadOf([{ duration: 0, fps: 24 }])]).toEqual([1, 0, -1, -1]);
  });

  it('that loops is off by the shorter way round', () => {
    expect([driftOf(0.1, 1.9, 2, 'loop'), driftOf(1.9, 0.1, 2, 'loop'), driftOf(0.1, 1.9, 2, 'hold')].map((off) => Number(off.toFixed(3)))).toEqual([-0.2, 0.2, 1.8]);
  });
});

describe('a clip that is off the clock', () => {
  it('is left alone within half a frame', () => {
    expect(new Follower().correct(0.019, 1, 25, 1, 0)).toBeNull();
  });

  it('is put right beyond half a frame, ahead by what the seek takes', () => {
    expect(new Follower().correct(-0.021, 1, 25, 2, 0)).toBeCloseTo(1.1);
  });

  it('is not sent again before it has arrived', () => {
    const follower = new Follower();
    follower.correct(-1, 1, 25, 1, 0);
    expect(follower.correct(-1, 3, 25, 1, 2000)).toBeNull();
  });

  it('is aimed ahead by what seeks turned out to take', () => {
    const follower = new Follower();
    follower.correct(-1, 1, 25, 1, 0);
    follower.arrived(250);
    expect(follower.correct(-1, 2, 25, 1, 1000)).toBeCloseTo(2.15);
  });

  it('that cannot keep up is put right less and less often', () => {
    const follower = new Follower();
    const sent: number[] = [];
    for (let now = 0; now < 20_000; now += 10) {
      if (follower.correct(-1, 0, 25, 1, now) === null) continue;
      sent.push(now);
      follower.arrived(now + 5);
    }
    expect(sent).toEqual([0, 400, 1200, 2800, 6000, 12_400, 18_800]);
  });

  it('that kept up for a while is put right at once again', () => {
    const follower = new Follower();
    for (const now of [0, 400]) {
      follower.correct(-1, 0, 25, 1, now);
      follower.arrived(now + 5);
    }
    follower.correct(0, 0, 25, 1, 1300);
    const first = follower.correct(-1, 0, 25, 1, 1310);
    follower.arrived(1320);
    expect([first !== null, follower.correct(-1, 0, 25, 1, 1720) !== null]).toEqual([true, true]);
  });
});
