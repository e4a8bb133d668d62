/**
 * What becomes of the frame that a player shows: a file, the clipboard, a slot of the form, a new shot. It takes the
 * picture from the element, in the clip's own size; what is said about it is said here, so that views only name it.
 */
import type { App } from './app.svelte';
import { grab, png } from './capture';
import { frameAt } from './frames';
import type { JobView, Role } from './generated/contract';

/** A frame as a player shows it. */
export interface Shown {
  readonly video: HTMLVideoElement;
  /** Seconds. */
  readonly time: number;
  readonly fps: number;
}

const NAME = 40;

/** `boat-crosses-7f3a f101.png`: the file's own name, and which frame of it. */
export function frameName(job: JobView, time: number, fps: number): string {
  const stem = job.video?.name.replace(/\.[^.]+$/, '') ?? [...job.prompt].slice(0, NAME).join('');
  return `${stem} f${frameAt(time, fps)}.png`;
}

export async function saveFrame(app: App, job: JobView, { video, time, fps }: Shown): Promise<void> {
  const name = frameName(job, time, fps);
  await app.attempt(async () => {
    const bytes = await taken(app, async () => png(await grab(video)));
    if (bytes !== null && (await app.backend.saveFrame(bytes, name))) app.say(app.t.shots.saved);
  });
}

export async function copyFrame(app: App, { video }: Shown): Promise<void> {
  await app.attempt(async () => {
    const canvas = await taken(app, () => grab(video));
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
    if (pixels === undefined) return;
    await app.backend.copyFrame(new Uint8Array(pixels.data.buffer), pixels.width, pixels.height);
    app.say(app.t.shots.copied);
  });
}

/** Into a slot of the form, which is asked for by its role. */
export async function useShown(app: App, job: JobView, { video }: Shown, role: Role): Promise<void> {
  const name = [...job.prompt].slice(0, NAME).join('');
  await app.attempt(async () => {
    const bytes = await taken(app, async () => png(await grab(video)));
    if (bytes === null || job.video === null) return;
    const picture = await app.backend.stagePicture(bytes, `${name}.png`);
    app.composerShown = true;
    app.composer.place(picture, role, { video: job.video.id, poster: job.poster, name, frame: 'shown', job: job.id });
    app.say(app.t.shots.used(app.t.roles[role]));
  });
}

/** A new shot that goes on where this one ends. A model that takes no first frame says so at its slot. */
export async function newShot(app: App, job: JobView): Promise<void> {
  await app.useClip(job, 'first');
  app.promptWanted += 1;
}

/** `null`, and said: this webview gives no picture of it. */
async function taken<T>(app: App, take: () => Promise<T>): Promise<T | null> {
  try {
    return await take();
  } catch (thrown) {
    void app.backend.log('warn', `frame: ${String(thrown)}`).catch(() => undefined);
    app.say(app.t.pictures.noFrame);
    return null;
  }
}
