import { expect, test } from 'vitest';
import { Clip } from './clock.svelte';

/** An element that seeks until it is told to have arrived. */
function element(): { seeking: boolean; currentTime: number } {
  let time = 0;
  return {
    seeking: false,
    get currentTime() {
      return time;
    },
    set currentTime(to: number) {
      time = to;
      this.seeking = true;
    },
  };
}

test('of the places that come while a clip seeks, the last one counts', () => {
  const clip = new Clip('job_a', 30);
  const video = element();
  clip.video = video as unknown as HTMLVideoElement;
  for (const to of [1, 2, 3]) clip.go(to);
  video.seeking = false;
  clip.arrived();
  expect(video.currentTime).toBe(3);
});

test('what waited does not overtake a place that comes between the end of a seek and its word', () => {
  const clip = new Clip('job_a', 30);
  const video = element();
  clip.video = video as unknown as HTMLVideoElement;
  clip.go(1);
  clip.go(2);
  video.seeking = false;
  clip.go(3);
  clip.arrived();
  expect(video.currentTime).toBe(3);
});
