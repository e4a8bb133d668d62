/**
 * Up to four `<video>`s on one clock. The clock is read from the longest clip that plays; the others follow it, and are
 * put right when they are off by more than half a frame. It knows elements and nothing of jobs.
 *
 * Every move of all clips at once (a seek, the turn of a loop, the start) first brings each to its place and then lets
 * all go together: a decoder that needs longer would otherwise begin behind.
 */
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { rateOf, send, settle, stepFrom, USUAL_FPS } from '../../lib/frames';
import { entry, isOver, range, WHOLE, withIn, withOut, type Points } from '../../lib/loop';
import { keepMoving } from '../../lib/moving';
import { nudged } from '../../lib/shuttle';
import { driftOf, Follower, leadOf, placeOf, stillOf, type Short } from '../../lib/sync';
import type { Scrubbed } from '../loupe/transport';

/** A webview that never says "seeked" must not hold up the others for good. */
const PATIENCE_MS = 1500;

/** One clip on the clock. */
export class Clip {
  /** Seconds; 0 until the file is open. */
  duration = $state(0);
  /** It has a frame to show. */
  ready = $state(false);
  /** It is over, and shows its last frame until the clock begins again. */
  held = $state(false);
  /** `MediaError.code` when it cannot be played. */
  failed = $state<number | null>(null);
  video: HTMLVideoElement | null = null;
  readonly follower = new Follower();
  #next: number | null = null;

  constructor(
    readonly id: string,
    readonly fps: number,
  ) {}

  get plays(): boolean {
    return this.failed === null && this.ready;
  }

  /** Where it was sent and has not arrived yet. */
  get underway(): boolean {
    return this.video !== null && (this.video.seeking || this.#next !== null);
  }

  /** One seek at a time; of those that come meanwhile the last one counts. */
  go(to: number): void {
    if (this.video === null) return;
    // A seek that is over may not have said so yet: what waited for its word must not overtake this one.
    this.#next = this.video.seeking ? to : null;
    if (this.#next === null) send(this.video, to);
  }

  /** Goes on to where it was sent meanwhile. */
  arrived(): void {
    const next = this.#next;
    this.#next = null;
    if (next !== null && this.video !== null) send(this.video, next);
    else this.follower.arrived(performance.now());
  }
}

export class Clock implements Scrubbed {
  /** Seconds. */
  time = $state(0);
  playing = $state(false);
  looping = $state(true);
  speed = $state(1);
  muted = $state(false);
  /** The one clip that is heard. */
  heard = $state<string | null>(null);
  short = $state<Short>('hold');
  points = $state.raw<Points>(WHOLE);
  clips = $state.raw<readonly Clip[]>([]);

  readonly lead = $derived(this.clips[leadOf(this.clips.map((clip) => (clip.plays ? clip : null)))] ?? null);
  readonly duration = $derived(this.lead?.duration ?? 0);
  /** Fine enough that no frame of any clip is stepped over. */
  readonly fps = $derived(Math.max(0, ...this.clips.filter((clip) => clip.plays).map((clip) => clip.fps)) || USUAL_FPS);

  #running = 0;
  /** Counts the moves of all clips; what waits for an earlier one is dropped. */
  #move = 0;
  #waiting: (() => void) | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #begun = false;

  /** Which clips there are, in their order; those that stay keep their players. */
  set(wanted: readonly { readonly id: string; readonly fps: number | null }[]): void {
    const known = new Map(this.clips.map((clip) => [clip.id, clip]));
    this.clips = wanted.map(({ id, fps }) => known.get(id) ?? new Clip(id, rateOf(fps)));
    if (!this.clips.some((clip) => clip.id === this.heard)) this.heard = this.clips[0]?.id ?? null;
    this.#voices();
    this.#begin();
  }

  /** Ties an element to its clip; the returned function frees its decoder (platform.md 1.1). */
  attach(clip: Clip): Attachment<HTMLVideoElement> {
    return (video) => {
      clip.video = video;
      // Nothing that it reads here may tie it anew: that would take the player its file.
      untrack(() => this.#voices());
      const end = new AbortController();
      keepMoving(video, end.signal);
      const on = (name: string, act: () => void) => video.addEventListener(name, act, { signal: end.signal });
      const measure = () => (clip.duration = Number.isFinite(video.duration) ? video.duration : 0);
      on('loadedmetadata', measure);
      on('durationchange', measure);
      on('loadeddata', () => {
        clip.ready = true;
        this.#begin();
      });
      on('seeked', () => {
        clip.arrived();
        this.#arrived();
      });
      on('ended', () => this.playing && clip === this.lead && this.#turn());
      on('error', () => {
        if (video.getAttribute('src') === null) return;
        clip.failed = video.error?.code ?? 0;
        this.#begin();
      });
      return () => {
        end.abort();
        clip.video = null;
        clip.ready = false;
        video.removeAttribute('src');
        video.load();
      };
    };
  }

  /** The view goes. */
  stop(): void {
    this.playing = false;
    this.#move += 1;
    this.#waiting = null;
    cancelAnimationFrame(this.#running);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  play(): void {
    if (this.lead === null) return;
    this.playing = true;
    this.time = entry(this.points, this.time, this.duration, this.fps);
    this.#together();
  }

  pause(): void {
    this.#rest();
    for (const clip of this.clips) clip.video?.pause();
    this.#still();
  }

  seek(to: number): void {
    this.time = settle(to, this.fps, this.duration);
    if (this.playing) this.#together();
    else this.#still();
  }

  step(frames: number): void {
    if (this.playing) this.#follow();
    this.#rest();
    this.time = stepFrom(this.time, frames, this.fps, this.duration);
    for (const clip of this.clips) clip.video?.pause();
    this.#still();
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    for (const clip of this.clips) if (clip.video !== null) clip.video.playbackRate = speed;
  }

  nudgeSpeed(by: 1 | -1): void {
    this.setSpeed(nudged(this.speed, by));
  }

  setShort(short: Short): void {
    this.short = short;
    this.seek(this.time);
  }

  setMuted(on: boolean): void {
    this.muted = on;
    this.#voices();
  }

  hear(id: string): void {
    this.heard = id;
    this.#voices();
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

  /** Sound of several clips at once is noise. */
  #voices(): void {
    for (const clip of this.clips) if (clip.video !== null) clip.video.muted = this.muted || clip.id !== this.heard;
  }

  /** Plays once every clip either has a frame or has failed. */
  #begin(): void {
    const settled = this.clips.every((clip) => clip.ready || clip.failed !== null);
    if (!settled || this.lead === null) return;
    if (!this.#begun) {
      this.#begun = true;
      this.setSpeed(this.speed);
      this.play();
    } else if (this.playing) this.#together();
    else this.#still();
  }

  #rest(): void {
    this.playing = false;
    this.#move += 1;
    this.#waiting = null;
    cancelAnimationFrame(this.#running);
  }

  /** Each shows its own frame of the moment. */
  #still(): void {
    for (const clip of this.clips) {
      if (!clip.plays) continue;
      clip.held = placeOf(this.time, clip, this.short).held;
      clip.follower.reset();
      clip.go(stillOf(this.time, clip, this.short));
    }
  }

  /** Brings all to their places, then lets them go at the same time. */
  #together(): void {
    this.#move += 1;
    const move = this.#move;
    cancelAnimationFrame(this.#running);
    for (const clip of this.clips) clip.video?.pause();
    this.#still();
    const go = () => {
      if (move !== this.#move || !this.playing) return;
      this.#waiting = null;
      clearTimeout(this.#patience);
      for (const clip of this.clips) if (clip.plays && !clip.held) this.#run(clip);
      this.#running = requestAnimationFrame(this.#tick);
    };
    this.#waiting = go;
    clearTimeout(this.#patience);
    // Who came meanwhile has started them: a second start would draw every frame twice.
    this.#patience = setTimeout(() => this.#waiting === go && go(), PATIENCE_MS);
    this.#arrived();
  }

  /** A clip is where it was sent. The last one lets all go. */
  #arrived(): void {
    if (this.clips.some((clip) => clip.plays && clip.underway)) return;
    const go = this.#waiting;
    this.#waiting = null;
    go?.();
  }

  #run(clip: Clip): void {
    const { video } = clip;
    if (video === null) return;
    video.playbackRate = this.speed;
    video.play().catch((thrown: unknown) => {
      // A webview may refuse sound before the first press; then it plays without.
      if (!(thrown instanceof DOMException) || thrown.name !== 'NotAllowedError' || this.muted) return;
      this.setMuted(true);
      video.play().catch(() => undefined);
    });
  }

  readonly #tick = (): void => {
    if (this.playing) this.#running = requestAnimationFrame(this.#tick);
    this.#follow();
  };

  #follow(): void {
    const { lead } = this;
    if (lead?.video === null || lead === null || lead.video.seeking || this.#waiting !== null) return;
    this.time = lead.video.currentTime;
    if (isOver(this.points, this.time, this.fps)) return this.#turn();
    for (const clip of this.clips) if (clip !== lead && clip.plays) this.#lead(clip);
  }

  /** Keeps one clip with the clock. */
  #lead(clip: Clip): void {
    const { video } = clip;
    if (video === null) return;
    const place = placeOf(this.time, clip, this.short);
    clip.held = place.held;
    if (place.held) {
      if (video.paused) return;
      video.pause();
      clip.go(place.at);
      return;
    }
    if (video.paused && !clip.underway) {
      clip.go(place.at);
      this.#run(clip);
      return;
    }
    const drift = driftOf(place.at, video.currentTime, clip.duration, this.short);
    const to = clip.underway ? null : clip.follower.correct(drift, place.at, clip.fps, this.speed, performance.now());
    if (to !== null) clip.go(Math.min(to, Math.max(0, clip.duration - 0.5 / clip.fps)));
  }

  /** At the out point, or at the end of the longest clip. */
  #turn(): void {
    if (!this.looping) return this.pause();
    this.time = range(this.points, this.duration)[0];
    this.#together();
  }
}
