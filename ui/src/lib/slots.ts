/** Pictures in the form: files of this computer, or addresses from which the server fetches them. Pure. */
import { isWhole, readCrop } from './crop';
import type { AssetId } from './generated/AssetId';
import type { JobId } from './generated/JobId';
import type { Crop, Fit, InputDraft, Role, StagedPicture } from './generated/contract';

/** Which picture of a clip is used. */
export type ClipFrame = 'first' | 'last' | 'poster';

/** The clip on the wall from which a picture came. */
export interface ClipSource {
  readonly video: AssetId;
  readonly poster: AssetId | null;
  readonly name: string;
  /** `shown`: one that the person chose in the loupe. */
  readonly frame: ClipFrame | 'shown';
  /** Its job, so that the new clip knows where it came from; missing in forms of an older Rushes. */
  readonly job?: JobId;
}

/** A clip of which the first frame, the last one or the still is wanted. */
export type ChosenClip = ClipSource & { readonly frame: ClipFrame };

/** A picture in a slot: either staged here, or an address. */
export interface Slot {
  /** Only for the form, to tell slots apart. */
  readonly id: string;
  readonly role: Role;
  readonly picture: StagedPicture | null;
  readonly url: string;
  readonly fit: Fit;
  /** Which part a crop keeps; `null`: the largest, in the middle. */
  readonly crop: Crop | null;
  readonly clip: ClipSource | null;
}

export function fileSlot(role: Role, picture: StagedPicture, clip: ClipSource | null = null): Slot {
  return { id: picture.id, role, picture, url: '', fit: 'crop', crop: null, clip };
}

/** An address is passed on as it is, so nothing can be fitted. */
export function linkSlot(role: Role, url: string): Slot {
  return { id: crypto.randomUUID(), role, picture: null, url, fit: 'none', crop: null, clip: null };
}

export function draftOf({ role, fit, picture, url, crop, clip }: Slot): InputDraft {
  if (picture === null) return { role, fit, staged: null, url };
  return {
    role,
    fit,
    staged: picture.id,
    ...(fit === 'crop' && crop !== null && !isWhole(crop) ? { crop } : {}),
    ...(clip?.job === undefined ? {} : { frame_of: clip.job }),
  };
}

/** What people call it: the file's name, or host and last part of the address. */
export function nameOf(slot: Slot): string {
  if (slot.picture !== null) return slot.picture.name;
  const address = readAddress(slot.url);
  if (address === null) return slot.url;
  const last = address.pathname.split('/').pop() ?? '';
  return last === '' ? address.host : last;
}

/** An address that a server can fetch from: http or https, as the engine has it. */
export function readAddress(text: string): URL | null {
  if (!URL.canParse(text.trim())) return null;
  const address = new URL(text.trim());
  return /^https?:$/.test(address.protocol) ? address : null;
}

/** A slot as settings kept it; `null` if it is none. */
export function readSlot(value: unknown): Slot | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, role, fit, picture, url, crop, clip } = value as Partial<Slot>;
  if (role === undefined || !['first', 'last', 'reference'].includes(role)) return null;
  if (fit === undefined || !['crop', 'pad', 'stretch', 'none'].includes(fit)) return null;
  if (typeof picture?.id === 'string') return { id: picture.id, role, fit, picture, url: '', crop: readCrop(crop), clip: readClip(clip) };
  if (typeof url !== 'string' || readAddress(url) === null) return null;
  return { ...linkSlot(role, url), ...(typeof id === 'string' ? { id } : {}) };
}

function readClip(value: unknown): ClipSource | null {
  if (typeof value !== 'object' || value === null) return null;
  const { video, poster, name, frame, job } = value as Partial<ClipSource>;
  if (typeof video !== 'string' || typeof name !== 'string') return null;
  if (frame === undefined || !['first', 'last', 'poster', 'shown'].includes(frame)) return null;
  return { video, poster: typeof poster === 'string' ? poster : null, name, frame, ...(typeof job === 'string' ? { job } : {}) };
}
