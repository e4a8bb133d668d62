/** Pictures in the form: files of this computer, or addresses from which the server fetches them. Pure. */
import type { Fit, InputDraft, Role, StagedPicture } from './generated/contract';

/** A picture in a slot: either staged here, or an address. */
export interface Slot {
  /** Only for the form, to tell slots apart. */
  readonly id: string;
  readonly role: Role;
  readonly picture: StagedPicture | null;
  readonly url: string;
  readonly fit: Fit;
}

export function fileSlot(role: Role, picture: StagedPicture): Slot {
  return { id: picture.id, role, picture, url: '', fit: 'crop' };
}

/** An address is passed on as it is, so nothing can be fitted. */
export function linkSlot(role: Role, url: string): Slot {
  return { id: crypto.randomUUID(), role, picture: null, url, fit: 'none' };
}

export function draftOf({ role, fit, picture, url }: Slot): InputDraft {
  return picture === null ? { role, fit, staged: null, url } : { role, fit, staged: picture.id };
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
  const { id, role, fit, picture, url } = value as Partial<Slot>;
  if (role === undefined || !['first', 'last', 'reference'].includes(role)) return null;
  if (fit === undefined || !['crop', 'pad', 'stretch', 'none'].includes(fit)) return null;
  if (typeof picture?.id === 'string') return { id: picture.id, role, fit, picture, url: '' };
  if (typeof url !== 'string' || readAddress(url) === null) return null;
  return { ...linkSlot(role, url), ...(typeof id === 'string' ? { id } : {}) };
}
