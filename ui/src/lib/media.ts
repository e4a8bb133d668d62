/**
 * What a result is, by its media type. Servers that promise a video sometimes deliver a picture; it is shown for what it
 * is, and never put into a player. Pure.
 */
import type { AssetId, Backend } from './backend';
import type { AssetView, JobView } from './generated/contract';

/** Names of formats, as people write them in any language. */
const NAMES: Readonly<Record<string, string>> = {
  'image/gif': 'GIF',
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/webp': 'WebP',
  'image/avif': 'AVIF',
  'video/webm': 'WebM',
  'video/quicktime': 'MOV',
  'video/x-matroska': 'MKV',
  'video/x-msvideo': 'AVI',
};

const plain = (mime: string): string => mime.split(';')[0]?.trim().toLowerCase() ?? '';

export function isPicture(asset: AssetView): boolean {
  return plain(asset.mime).startsWith('image/');
}

/** The format's name; `null` for MP4, which is what everybody expects. */
export function formatName(asset: AssetView): string | null {
  const mime = plain(asset.mime);
  if (mime === 'video/mp4') return null;
  return NAMES[mime] ?? (mime.split('/')[1] ?? mime).replace(/^x-/, '').toUpperCase();
}

/** The still of a clip; a picture is its own. */
export function posterOf(job: JobView): AssetId | null {
  if (job.poster !== null) return job.poster;
  return job.video !== null && isPicture(job.video) ? job.video.id : null;
}

/**
 * The still of a clip as what lies behind its player until that shows its first frame. Never as the player's `poster`: with that and
 * compositing on, WebKitGTK 2.50.6 stood still for good at the first frame, within 7 to 24 openings; without it, in 1,100 openings never.
 */
export function stillBehind({ mediaUrl }: Pick<Backend, 'mediaUrl'>, { poster }: Pick<JobView, 'poster'>): string | undefined {
  return poster === null ? undefined : `url("${mediaUrl(poster)}")`;
}

/** How long it is: what came, else what was asked for. A picture has no length of its own making. */
export function lengthOf(job: JobView): number | null {
  if (job.video !== null && isPicture(job.video)) return null;
  return job.video?.seconds ?? job.seconds;
}

/** In the place of a server where a clip came as a file (`ServerId::file`). */
const FILE = 'media';

/** Whether it came as a file: no server was asked for it, and nothing was charged. */
export function fromFile(job: Pick<JobView, 'server'>): boolean {
  return job.server === FILE;
}

/** Whether there are settings to use: a file that brought no recipe has only its name. */
export function hasRecipe(job: JobView): boolean {
  const { model, size, aspect, tier, seconds, params, extra, inputs } = job;
  return !fromFile(job) || [model || null, size, aspect, tier, seconds, ...inputs, ...Object.keys({ ...params, ...extra })].some((value) => value !== null);
}
