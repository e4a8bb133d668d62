/** How the fake engine sends pictures: at the video's size, as a JPEG about as large as a real one, or smaller under a limit. */
import type { FitRequest, FittedView } from '../generated/contract';
import { still } from './scenes';

export async function fakeFit({ size, input }: FitRequest, query: URLSearchParams, media: Map<string, string>): Promise<FittedView> {
  await new Promise((resolve) => setTimeout(resolve, 60));
  const limit = query.has('limit') ? Number(query.get('limit')) : null;
  const own = input.fit === 'none' || size === null ? { width: 1536, height: 1024 } : size;
  const full = Math.round(own.width * own.height * 0.45);
  const smaller = limit !== null && full > limit * 4;
  const shrink = smaller && limit !== null ? Math.sqrt(limit / full) : 1;
  const width = Math.round(own.width * shrink);
  const height = Math.round(own.height * shrink);
  const id = `${input.staged ?? ''}.sent-${width}x${height}`;
  media.set(id, still('lighthouse', width / 2, height / 2));
  return { media: id, width, height, bytes: limit === null ? full : Math.min(full, limit), mime: 'image/jpeg', quality: limit !== null && full > limit ? 65 : 92, smaller, max_bytes: limit };
}
