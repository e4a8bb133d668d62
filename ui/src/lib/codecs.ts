/** Says once in the log what this webview believes it can play: the first thing a report about a black clip needs. */
import type { Backend } from './backend';

const TYPES = ['video/mp4; codecs="avc1.42E01E"', 'video/mp4; codecs="avc1.640028, mp4a.40.2"', 'video/mp4; codecs="hvc1"', 'video/webm; codecs="vp9"'];

let said = false;

/** Called when the first clip is to be played, because the question alone loads GStreamer and its memory. */
export function probeCodecs(backend: Backend): void {
  if (said) return;
  said = true;
  const probe = document.createElement('video');
  const answers = TYPES.map((type) => `${type}: ${probe.canPlayType(type) || 'no'}`);
  backend.log('info', `canPlayType ${answers.join(' | ')}`).catch(() => undefined);
}
