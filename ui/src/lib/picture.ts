/** Words about a picture as it will be sent. Pure. */
import * as format from './format';
import type { FittedView } from './generated/contract';
import type { Messages } from './i18n';

/** Below this a JPEG is no longer what the picture was. */
const GOOD = 75;

/** Its kind and size in bytes, and what a limit of the server did to it. */
export function fileWords(t: Messages, view: FittedView, tag: string): string {
  const kind = view.mime === 'image/png' ? 'PNG' : 'JPEG';
  const words = [t.pictures.file(kind, format.bytes(view.bytes, tag))];
  const limit = view.max_bytes === null ? null : format.bytes(view.max_bytes, tag);
  if (limit !== null && view.smaller) words.push(t.pictures.madeSmaller(format.pixels(view), limit));
  else if (limit !== null && view.quality !== null && view.quality < GOOD) words.push(t.pictures.lowQuality(limit));
  return words.join(tag === 'zh-CN' ? '' : ' ');
}
