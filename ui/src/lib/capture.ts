/**
 * Posters and filmstrips, taken from the clips themselves by the webview that can decode them (platform.md 1.4): one
 * hidden element, one clip at a time, and none while the loupe plays or a person waits for a frame. It knows jobs only as addresses and asset ids.
 */
import type { AssetId, Backend, StillKind } from './backend';
import { probeCodecs } from './codecs';
import type { JobView } from './generated/contract';
import { isPicture } from './media';

const POSTER_EDGE = 512;
const FRAMES = 12;
const FRAME_WIDTH = 160;
const QUALITY = 0.82;
const PATIENCE_MS = 15_000;
const FRAME_ATTEMPTS = 40;
/** How long before its end the last frame of a clip is looked for; at 60 frames a second there are three. */
const LAST_S = 0.05;
const FRAME_PAUSE_MS = 50;

interface Wish {
  readonly asset: AssetId;
  readonly poster: boolean;
  readonly filmstrip: boolean;
}

export class Captures {
  #wishes: readonly Wish[] = [];
  #busy = false;
  #stopped = false;
  #current: AbortController | null = null;
  /** Clips that could not be captured, or are being stored: not tried again while the window lives. */
  readonly #done = new Set<AssetId>();

  constructor(private readonly backend: Backend) {}

  /** What may be captured now, replacing what was offered before; nothing while a clip plays. */
  offer(jobs: readonly JobView[]): void {
    // A picture is its own still.
    this.#wishes = jobs.flatMap((job) => (job.state === 'ready' && job.video && !isPicture(job.video) ? wishFor(job, job.video.id) : []));
    if (jobs.length === 0) this.#current?.abort();
    if (!this.#busy) void this.#work();
  }

  stop(): void {
    this.#stopped = true;
    this.#wishes = [];
    this.#current?.abort();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let wish = this.#next(); wish; wish = this.#next()) {
        this.#done.add(wish.asset);
        // From here on a clip that begins to play stops it, also before the element is there.
        this.#current = new AbortController();
        const { signal } = this.#current;
        await idle();
        await this.#capture(wish, signal).catch((thrown: unknown) => {
          if (signal.aborted) this.#done.delete(wish.asset);
          else void this.backend.log('warn', `capture: ${String(thrown)}`).catch(() => undefined);
        });
      }
    } finally {
      this.#busy = false;
    }
  }

  #next(): Wish | undefined {
    return this.#stopped ? undefined : this.#wishes.find((wish) => !this.#done.has(wish.asset));
  }

  async #capture(wish: Wish, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new Error('stopped');
    probeCodecs(this.backend);
    const video = document.createElement('video');
    video.crossOrigin = 'anonymous';
    video.muted = true;
    video.preload = 'auto';
    try {
      const ready = happened(video, 'loadeddata', signal);
      video.src = this.backend.mediaUrl(wish.asset);
      await ready;
      if (wish.poster) await this.#store(wish.asset, 'poster', await poster(video, signal));
      if (wish.filmstrip) await this.#store(wish.asset, 'filmstrip', await filmstrip(video, signal));
    } finally {
      // Only this frees the decoder in WebKit.
      video.removeAttribute('src');
      video.load();
    }
  }

  async #store(asset: AssetId, kind: StillKind, canvas: HTMLCanvasElement): Promise<void> {
    const blob = await encode(canvas);
    await this.backend.storeStill(asset, kind, new Uint8Array(await blob.arrayBuffer()));
  }
}

/**
 * The first or the last frame of a clip, as a PNG of its own size. Rejects if the webview cannot decode it.
 */
export async function takeFrame(address: string, which: 'first' | 'last'): Promise<Uint8Array> {
  const { signal } = new AbortController();
  const video = document.createElement('video');
  video.crossOrigin = 'anonymous';
  video.muted = true;
  video.preload = 'auto';
  try {
    const ready = happened(video, 'loadeddata', signal);
    video.src = address;
    await ready;
    // At its very end a clip may have no frame to show.
    if (which === 'last') await seek(video, Math.max(0, video.duration - LAST_S), signal);
    const canvas = blank(video.videoWidth, video.videoHeight);
    await draw(pen(canvas), video, 0, canvas.width, canvas.height, signal);
    return await png(canvas);
  } finally {
    // Only this frees the decoder in WebKit.
    video.removeAttribute('src');
    video.load();
  }
}

/** What a player shows at this moment, in the size of the clip. */
export async function grab(video: HTMLVideoElement): Promise<HTMLCanvasElement> {
  const canvas = blank(video.videoWidth, video.videoHeight);
  await draw(pen(canvas), video, 0, canvas.width, canvas.height, new AbortController().signal);
  return canvas;
}

/** A still, or the first picture of an animated one, as a PNG. */
export async function takeStill(address: string): Promise<Uint8Array> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = address;
  await image.decode();
  const canvas = blank(image.naturalWidth, image.naturalHeight);
  pen(canvas).drawImage(image, 0, 0);
  return png(canvas);
}

export async function png(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await toBlob(canvas, 'image/png');
  return new Uint8Array(await blob.arrayBuffer());
}

function wishFor(job: JobView, asset: AssetId): Wish[] {
  const wish = { asset, poster: job.poster === null, filmstrip: job.filmstrip === null };
  return wish.poster || wish.filmstrip ? [wish] : [];
}

async function poster(video: HTMLVideoElement, signal: AbortSignal): Promise<HTMLCanvasElement> {
  await seek(video, Math.min(1, video.duration * 0.1), signal);
  const scale = Math.min(1, POSTER_EDGE / Math.max(video.videoWidth, video.videoHeight));
  const canvas = blank(video.videoWidth * scale, video.videoHeight * scale);
  await draw(pen(canvas), video, 0, canvas.width, canvas.height, signal);
  return canvas;
}

async function filmstrip(video: HTMLVideoElement, signal: AbortSignal): Promise<HTMLCanvasElement> {
  const height = Math.max(1, Math.round((FRAME_WIDTH * video.videoHeight) / video.videoWidth));
  const canvas = blank(FRAME_WIDTH * FRAMES, height);
  const context = pen(canvas);
  for (let frame = 0; frame < FRAMES; frame += 1) {
    // The middle of each twelfth: the very end may have no frame to show.
    await seek(video, (video.duration * (frame + 0.5)) / FRAMES, signal);
    await draw(context, video, frame * FRAME_WIDTH, FRAME_WIDTH, height, signal);
  }
  return canvas;
}

/** WebKitGTK may say "seeked" before it has the frame, and then draws nothing: a picture is opaque, nothing is not. */
async function draw(
  context: CanvasRenderingContext2D,
  video: HTMLVideoElement,
  left: number,
  width: number,
  height: number,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; attempt < FRAME_ATTEMPTS; attempt += 1) {
    context.drawImage(video, left, 0, width, height);
    const [, , , alpha = 0] = context.getImageData(left + Math.floor(width / 2), Math.floor(height / 2), 1, 1).data;
    if (alpha > 0) return;
    await new Promise((resolve) => setTimeout(resolve, FRAME_PAUSE_MS));
    if (signal.aborted) throw new Error('stopped');
  }
  throw new Error('no frame to draw');
}

async function seek(video: HTMLVideoElement, to: number, signal: AbortSignal): Promise<void> {
  const done = happened(video, 'seeked', signal);
  video.currentTime = to;
  await done;
}

function blank(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  return canvas;
}

function pen(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2d canvas');
  return context;
}

/** WebP; JPEG where the webview cannot write WebP (it then silently makes a PNG). */
async function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  const webp = await toBlob(canvas, 'image/webp');
  return webp.type === 'image/webp' ? webp : toBlob(canvas, 'image/jpeg');
}

function toBlob(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(`no ${type}`))), type, QUALITY);
  });
}

function happened(video: HTMLVideoElement, name: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    const settle = (act: () => void) => {
      end.abort();
      clearTimeout(timer);
      act();
    };
    const timer = setTimeout(() => settle(() => reject(new Error(`no ${name}`))), PATIENCE_MS);
    signal.addEventListener('abort', () => settle(() => reject(new Error('stopped'))), { signal: end.signal });
    video.addEventListener(name, () => settle(resolve), { signal: end.signal });
    video.addEventListener('error', () => settle(() => reject(new Error(`media error ${video.error?.code ?? 0}`))), { signal: end.signal });
  });
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 2000 });
    else setTimeout(resolve, 200);
  });
}
