/** Which clip a picture that was sent is a frame of. It knows no form. */
import type { Backend } from './backend';
import type { InputView } from './generated/contract';
import type { ClipSource } from './slots';

/** The clip of which a picture is a frame, for the slot that it comes back into; `null`: of none, or of one that is gone. */
export async function sourceOf(backend: Backend, { frame_of: id, name }: InputView): Promise<ClipSource | null> {
  if (id === null) return null;
  const job = await backend.job(id).catch(() => null);
  if (job === null || job.video === null) return null;
  return { video: job.video.id, poster: job.poster, name, frame: 'shown', job: id };
}
