/**
 * One `<video>` with our own transport: play, shuttle, frames, in and out. It knows the element and nothing of jobs, and
 * it lets go of the element's decoder when the view goes (platform.md 1.1: a paused pipeline is not a free one).
 */
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

export const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4] as const;
const SHUTTLE = [1, 2, 4] as const;
/** For a file that does not say how many frames a second it has. */
const USUAL_FPS = 24;

export class Player {
  /** Seconds. */
  time = $state(0);
  duration = $state(0);
  playing = $state(false);
  looping = $state(true);
  muted = $state(false);
  speed = $state(1);
  inPoint = $state<number | null>(null);
  outPoint = $state<number | null>(null);
  /** `MediaError.code` when the clip cannot be played. */
  failed = $state<number | null>(null);
  /** -4 … 4 while shuttling, else 0. */
  shuttle = $state(0);
  fps = $state(USUAL_FPS);

  readonly frame = $derived(Math.floor(this.time * this.fps + 0.01));

  #video: HTMLVideoElement | null = null;
  #running = 0;
  #last = 0;
  #startAt = 0;

  /** Ties the element; the returned function frees it. */
  readonly attach: Attachment<HTMLVideoElement> = (video) => {
    this.#video = video;
    video.muted = untrack(() => this.muted);
    const end = new AbortController();
    const on = (name: string, act: () => void) => video.addEventListener(name, act, { signal: end.signal });
    on('loadedmetadata', () => {
      this.duration = Number.isFinite(video.duration) ? video.duration : 0;
      video.playbackRate = this.speed;
      if (this.#startAt > 0) video.currentTime = Math.min(this.#startAt, this.duration);
    });
    on('loadeddata', () => video.paused && this.play());
    on('durationchange', () => (this.duration = Number.isFinite(video.duration) ? video.duration : 0));
    on('play', () => this.#run());
    on('pause', () => this.#rest());
    on('seeked', () => (this.time = video.currentTime));
    on('timeupdate', () => this.#follow());
    on('ended', () => this.#ended());
    on('error', () => {
      if (video.getAttribute('src')) this.failed = video.error?.code ?? 0;
    });
    return () => {
      end.abort();
      cancelAnimationFrame(this.#running);
      this.#video = null;
      video.removeAttribute('src');
      video.load();
    };
  };

  /** Before another clip: forgets what belonged to the last one. `at`: where the next one begins. */
  reset(fps: number | null, at = 0): void {
    this.fps = fps !== null && fps > 0 ? fps : USUAL_FPS;
    this.failed = null;
    this.inPoint = null;
    this.outPoint = null;
    this.shuttle = 0;
    this.time = at;
    this.duration = 0;
    this.#startAt = at;
  }

  toggle(): void {
    if (this.playing || this.shuttle < 0) this.pause();
    else this.play();
  }

  play(): void {
    const video = this.#video;
    if (!video) return;
    this.shuttle = 0;
    video.playbackRate = this.speed;
    const [from, to] = this.#range();
    if (video.currentTime < from || video.currentTime >= to - 0.001) video.currentTime = from;
    // A webview may refuse sound before the first press; then it plays without.
    video.play().catch((thrown: unknown) => {
      if (!(thrown instanceof DOMException) || thrown.name !== 'NotAllowedError') return;
      this.muted = true;
      video.muted = true;
      video.play().catch(() => undefined);
    });
  }

  pause(): void {
    this.shuttle = 0;
    cancelAnimationFrame(this.#running);
    this.#video?.pause();
    this.playing = false;
  }

  seek(to: number): void {
    const at = Math.min(Math.max(0, to), Math.max(0, this.duration - 0.001));
    this.time = at;
    if (this.#video) this.#video.currentTime = at;
  }

  /** Whole frames; to the middle of a frame, so that rounding cannot show its neighbour. */
  step(frames: number): void {
    this.pause();
    this.seek((this.frame + frames + 0.5) / this.fps);
  }

  /** J and L: each press in the same direction is faster; the other way begins anew. */
  push(direction: 1 | -1): void {
    const now = this.shuttle * direction;
    const next = SHUTTLE[Math.min(SHUTTLE.length - 1, SHUTTLE.findIndex((speed) => speed === now) + 1)] ?? 1;
    const video = this.#video;
    if (!video) return;
    this.shuttle = next * direction;
    if (direction > 0) {
      video.playbackRate = next;
      video.play().catch(() => undefined);
    } else {
      // Elements do not play backwards: this walks.
      video.pause();
      this.playing = true;
      this.#last = performance.now();
      cancelAnimationFrame(this.#running);
      this.#running = requestAnimationFrame(this.#backwards);
    }
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.shuttle = 0;
    if (this.#video) this.#video.playbackRate = speed;
  }

  /** To the next slower or faster one of the list. */
  nudgeSpeed(by: 1 | -1): void {
    const at = SPEEDS.findIndex((speed) => speed === this.speed);
    this.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? 1);
  }

  setMuted(on: boolean): void {
    this.muted = on;
    if (this.#video) this.#video.muted = on;
  }

  setIn(): void {
    this.inPoint = this.time;
    if (this.outPoint !== null && this.outPoint <= this.time) this.outPoint = null;
  }

  setOut(): void {
    this.outPoint = this.time;
    if (this.inPoint !== null && this.inPoint >= this.time) this.inPoint = null;
  }

  clearPoints(): void {
    this.inPoint = null;
    this.outPoint = null;
  }

  #range(): [number, number] {
    return [this.inPoint ?? 0, this.outPoint ?? this.duration];
  }

  #run(): void {
    this.playing = true;
    cancelAnimationFrame(this.#running);
    this.#running = requestAnimationFrame(this.#tick);
  }

  #rest(): void {
    if (this.shuttle < 0) return;
    this.playing = false;
    cancelAnimationFrame(this.#running);
    this.#follow();
  }

  readonly #tick = (): void => {
    this.#follow();
    this.#running = requestAnimationFrame(this.#tick);
  };

  /** Follows the element, and turns around at the out point. */
  #follow(): void {
    const video = this.#video;
    if (!video || video.seeking) return;
    this.time = video.currentTime;
    if (!video.paused && this.outPoint !== null && video.currentTime >= this.outPoint) this.#ended();
  }

  /**
   * Loops are ours, not the element's `loop`, which is a non-flushing seek in WebKitGTK (WebKit PRs 25423 and 27512 are
   * about lock-ups of that family). With it, and a capture beside the player, the web process of 2.50.6 was seen to lock
   * up for good every time; without both, never. Which of the two it was could not be told apart.
   */
  #ended(): void {
    const video = this.#video;
    if (!video) return;
    if (!this.looping) {
      this.pause();
      return;
    }
    video.currentTime = this.inPoint ?? 0;
    if (video.paused || video.ended) video.play().catch(() => undefined);
  }

  readonly #backwards = (at: number): void => {
    const [from] = this.#range();
    const to = this.time + (this.shuttle * (at - this.#last)) / 1000;
    this.#last = at;
    // Past the beginning a loop goes on from the end.
    this.seek(to > from ? to : this.looping ? this.#range()[1] : from);
    if (to <= from && !this.looping) this.pause();
    else if (this.shuttle < 0) this.#running = requestAnimationFrame(this.#backwards);
  };
}
