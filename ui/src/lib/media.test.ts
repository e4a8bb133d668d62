import { describe, expect, it } from 'vitest';
import { job } from './fake/fixtures';
import type { JobView } from './generated/contract';
import { formatName, fromFile, hasRecipe, isPicture, lengthOf, posterOf } from './media';

function clip(mime: string, more: Partial<JobView> = {}): JobView {
  const made = job('x', { prompt: 'p', model: 'm', server: 'srv_home', state: 'ready', age: 0 }, 0, new Map());
  return { ...made, video: made.video === null ? null : { ...made.video, mime }, ...more };
}

describe('a result', () => {
  it('is named where it is not what everybody expects', () => {
    const name = (mime: string) => { const { video } = clip(mime); return video === null ? '' : formatName(video); };
    expect(['video/mp4', 'image/gif', 'image/webp', 'video/webm', 'video/x-matroska', 'image/jpeg; q=1', 'image/x-new'].map(name)).toEqual([null, 'GIF', 'WebP', 'WebM', 'MKV', 'JPEG', 'NEW']);
  });

  it('is a picture by its media type alone', () => {
    expect(['image/gif', 'IMAGE/PNG', 'video/webm'].map((mime) => { const { video } = clip(mime); return video !== null && isPicture(video); })).toEqual([true, true, false]);
  });

  it('that is a picture is its own poster, unless it has one', () => {
    expect([posterOf(clip('image/gif')), posterOf(clip('video/mp4')), posterOf(clip('image/gif', { poster: 'pst' }))]).toEqual(['ast_x', null, 'pst']);
  });

  it('that is a picture has not the length that was asked for', () => {
    expect([lengthOf(clip('image/png')), lengthOf(clip('video/mp4'))]).toEqual([null, 8]);
  });

  it('that came as a file has settings only if the file brought some', () => {
    const bare = clip('video/mp4', { server: 'media', model: '', size: null, seconds: null });
    expect([fromFile(bare), hasRecipe(bare), hasRecipe({ ...bare, params: { seed: 7 } }), hasRecipe({ ...bare, server: 'srv_home' })]).toEqual([true, false, true, true]);
  });
});

describe('a player', () => {
  const views = import.meta.glob<string>('../**/*.svelte', { query: '?raw', import: 'default', eager: true });
  const players = Object.values(views).flatMap((view) => view.match(/<video\b[^]*?<\/video>/g) ?? []);

  it('has its still behind it and never as its poster, with which WebKitGTK stands still', () => {
    expect(players.length).toBeGreaterThan(1);
    expect(players.filter((player) => /\bposter=/.test(player) || !player.includes('stillBehind('))).toEqual([]);
  });
});
