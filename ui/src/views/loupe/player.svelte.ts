/**
 * One `<video>` with our own transport: play, shuttle, frames, in and out. It knows the element and nothing of jobs, and
 * it lets go of the element's decoder when the view goes (platform.md 1.1: a paused pipeline is not a free one).
 */
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { frameAt, rateOf, send, settle, stepFrom, USUAL_FPS } from '../../lib/frames';
import { entry, isOver, range, walked, WHOLE, withIn, withOut, type Points } from '../../lib/loop';
import { keepMoving } from '../../lib/moving';
import { nudged, pushed } from '../../lib/shuttle';
import type { Scrubbed } from './transport';

export class Player implements Scrubbed {
  /** Seconds. */
  time = $state(0);
  duration = $state(0);
  playing = $state(false);
  looping = $state(true);
  muted = $state(false);
  speed = $state(1);
  points = $state.raw<Points>(WHOLE);
  /** `MediaError.code` when the clip cannot be played. */
  failed = $state<number | null>(null);
  /** -4 … 4 while shuttling, else 0. */
  shuttle = $state(0);
  fps = $state(USUAL_FPS);

  readonly frame = $derived(frameAt(this.time, this.fps));

  #video: HTMLVideoElement | null = null;
  #running = 0;
  #last = 0;
  #startAt = 0;
  /** Whether the person wants it to run: an element forgets that when it gets another clip. */
  #wanted = true;

  /** Ties the element; the returned function frees it. */
  readonly attach: Attachment<HTMLVideoElement> = (video) => {
    this.#video = video;
    video.muted = untrack(() => this.muted);
    video.autoplay = this.#wanted;
    const end = new AbortController();
    keepMoving(video, end.signal);
    const on = (name: string, act: () => void) => video.addEventListener(name, act, { signal: end.signal });
    on('loadedmetadata', () => {
      this.duration = Number.isFinite(video.duration) ? video.duration : 0;
      video.playbackRate = this.speed;
      if (this.#startAt > 0) this.seek(this.#startAt);
    });
    // It begins by itself (`moving.ts`); where a webview refuses sound before the first press it does not. Once for each clip:
    // every seek of a walk backwards comes by here, too.
    let fresh = true;
    on('loadstart', () => (fresh = true));
    on('canplaythrough', () => {
      if (fresh && this.#wanted && this.shuttle >= 0 && video.paused) this.play();
      fresh = false;
    });
    on('durationchange', () => (this.duration = Number.isFinite(video.duration) ? video.duration : 0));
    on('play', () => this.#run());
    on('pause', () => this.#rest());
    on('seeked', () => this.shuttle < 0 || (this.time = video.currentTime));
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

  /** The element, to take the picture that it shows; `null` while there is none. */
  get shown(): HTMLVideoElement | null {
    return this.#video;
  }

  /**
   * Before another clip: forgets what belonged to the last one. Another take of the same shot begins at the same moment,
   * between the same points, and stands still if the last one did.
   */
  reset(fps: number | null, same: boolean): void {
    const at = same ? this.time : 0;
    this.fps = rateOf(fps);
    this.failed = null;
    if (!same) this.points = WHOLE;
    this.#want(!same || this.#wanted);
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
    this.#want(true);
    if (!video) return;
    this.shuttle = 0;
    cancelAnimationFrame(this.#running);
    video.playbackRate = this.speed;
    const from = entry(this.points, video.currentTime, this.duration, this.fps);
    if (from !== video.currentTime) this.seek(from);
    // A webview may refuse sound before the first press; then it plays without.
    video.play().catch((thrown: unknown) => {
      if (!(thrown instanceof DOMException) || thrown.name !== 'NotAllowedError') return;
      this.muted = true;
      video.muted = true;
      video.play().catch(() => undefined);
    });
  }

  pause(): void {
    this.#want(false);
    this.shuttle = 0;
    cancelAnimationFrame(this.#running);
    this.#video?.pause();
    this.playing = false;
  }

  /** To the middle of the frame of that moment. */
  seek(to: number): void {
    const at = settle(to, this.fps, this.duration);
    this.time = at;
    if (this.#video) send(this.#video, at);
  }

  step(frames: number): void {
    this.pause();
    this.seek(stepFrom(this.time, frames, this.fps, this.duration));
  }

  /** J and L. */
  push(direction: 1 | -1): void {
    const video = this.#video;
    if (!video) return;
    this.#want(true);
    this.shuttle = pushed(this.shuttle, direction);
    if (direction > 0) {
      video.playbackRate = this.shuttle;
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

  nudgeSpeed(by: 1 | -1): void {
    this.setSpeed(nudged(this.speed, by));
  }

  setMuted(on: boolean): void {
    this.muted = on;
    if (this.#video) this.#video.muted = on;
  }

  setIn(): void {
    this.points = withIn(this.points, this.time, this.fps);
  }

  setOut(): void {
    this.points = withOut(this.points, this.time, this.fps);
  }

  clearPoints(): void {
    this.points = WHOLE;
  }

  #want(on: boolean): void {
    this.#wanted = on;
    if (this.#video !== null) this.#video.autoplay = on;
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
    if (!video.paused && isOver(this.points, video.currentTime, this.fps)) this.#ended();
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
    this.seek(range(this.points, this.duration)[0]);
    if (video.paused || video.ended) video.play().catch(() => undefined);
  }

  readonly #backwards = (at: number): void => {
    const video = this.#video;
    const wish = this.time + (this.shuttle * (at - this.#last)) / 1000;
    this.#last = at;
    const { time, over } = walked(this.points, wish, this.duration, this.looping);
    this.time = time;
    // One seek at a time: a decoder that gets the next one before it is done shows none of them.
    if (video && !video.seeking) send(video, settle(time, this.fps, this.duration));
    if (over) this.pause();
    else if (this.shuttle < 0) this.#running = requestAnimationFrame(this.#backwards);
  };
}
