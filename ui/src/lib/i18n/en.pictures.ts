/** English for reference pictures: how they are fitted, how they will be sent, and where they come from. */
import type { ClipFrame } from '../slots';

export const pictures = {
  adjust: 'Adjust…',
  title: (role: string) => `${role}: how it is fitted`,
  fit: 'How it is fitted',
  part: 'The part that is kept. Arrow keys move it, plus and minus come closer or go back.',
  partHow: 'Drag the frame, or move it with the arrow keys. Turn the wheel, or press + and −, to come closer.',
  closer: 'Closer',
  times: (text: string) => `${text} times`,
  reset: 'Largest part, in the middle',
  done: 'Done',
  sent: 'As it will be sent',
  busy: 'Being prepared…',
  file: (kind: string, size: string) => `${kind}, ${size}.`,
  lowQuality: (limit: string) => `At lower quality, to stay below the server’s limit of ${limit}.`,
  madeSmaller: (size: string, limit: string) => `Made smaller, to ${size}, to stay below the server’s limit of ${limit}.`,
  frames: { first: 'First frame of the clip', last: 'Last frame of the clip', poster: 'Still of the clip' } satisfies Record<ClipFrame, string>,
  noFrame: 'No picture could be taken from this clip.',
  notShown: 'This picture cannot be shown.',
  dropClip: 'Drop it on a slot: a first frame goes on where the clip ends, a last frame leads to where it begins.',
  fetch: 'Fetch it here',
  fetchHint: 'Fetched here it can be cropped, and goes out as a file.',
  enlarged: (kept: string) => `Enlarged: this part has only ${kept}.`,
};
