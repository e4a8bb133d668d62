/**
 * Keeps a player moving that was told to play. WebKitGTK 2.50.6 was seen to stand still within a clip's first frames, with the whole
 * file there and nothing in its way: in one of some thirty openings where layers are composited and `play()` was called, in none
 * where the element begins by itself (`autoplay`). Paused and played again it went on; a seek alone did not help. Knows no clip.
 */

/** How long a moving player may show the same moment. */
export const STILL_MS = 1000;
/** Times in a row; after that it is another trouble. */
export const TRIES = 3;

/** Until `end`. */
export function keepMoving(video: HTMLVideoElement, end: AbortSignal): void {
  let timer = 0;
  let tries = TRIES;

  function watch(): void {
    const at = video.currentTime;
    clearTimeout(timer);
    timer = window.setTimeout(() => look(at), STILL_MS);
  }

  function look(at: number): void {
    if (video.paused || video.ended || video.seeking || video.error !== null) return;
    if (video.currentTime !== at) {
      tries = TRIES;
    } else if (tries > 0) {
      tries -= 1;
      video.pause();
      // It may be taken away meanwhile. Its event begins the next look.
      video.play().catch(() => undefined);
    }
  }

  for (const name of ['play', 'seeked', 'waiting'] as const) video.addEventListener(name, watch, { signal: end });
  end.addEventListener('abort', () => clearTimeout(timer));
}
