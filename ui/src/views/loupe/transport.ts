/** What drives a clip: the keys that only move it, and what scrub bars and buttons need. Data, like the table of keys itself; what is not here belongs to the view. */
import type { LoupeAction } from '../../lib/keys';
import type { Points } from '../../lib/loop';
import type { Player } from './player.svelte';

/** What a scrub bar moves: one clip, or several on one clock. */
export interface Scrubbed {
  /** Seconds. */
  readonly time: number;
  readonly duration: number;
  readonly fps: number;
  readonly playing: boolean;
  readonly points: Points;
  seek(to: number): void;
  /** Stops, and goes whole frames on or back. */
  step(frames: number): void;
  pause(): void;
}

/** What the buttons under a clip drive: its player, or the clock of several. */
export interface Playable {
  readonly playing: boolean;
  /** Seconds. */
  readonly time: number;
  readonly duration: number;
  looping: boolean;
  readonly muted: boolean;
  readonly speed: number;
  readonly points: Points;
  toggle(): void;
  setMuted(muted: boolean): void;
  setSpeed(speed: number): void;
  clearPoints(): void;
}

export const transport: Readonly<Partial<Record<LoupeAction, (player: Player) => void>>> = {
  play: (player) => player.toggle(),
  pause: (player) => player.toggle(),
  back: (player) => player.push(-1),
  forward: (player) => player.push(1),
  frameBack: (player) => player.step(-1),
  frameForward: (player) => player.step(1),
  secondBack: (player) => player.seek(player.time - 1),
  secondForward: (player) => player.seek(player.time + 1),
  in: (player) => player.setIn(),
  out: (player) => player.setOut(),
  slower: (player) => player.nudgeSpeed(-1),
  faster: (player) => player.nudgeSpeed(1),
  normal: (player) => player.setSpeed(1),
  mute: (player) => player.setMuted(!player.muted),
  loop: (player) => (player.looping = !player.looping),
};
