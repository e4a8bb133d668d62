import { describe, expect, it } from 'vitest';
import { changes, type Piece } from './diff';

const SIGNS: Readonly<Record<Piece['kind'], string>> = { same: '', added: '+', removed: '-' };
const marked = (before: string, after: string, tag = 'en') => (changes(before, after, tag) ?? []).map(({ kind, text }) => `${SIGNS[kind]}${text}`);

describe('the changes of a prompt', () => {
  it('are the words that came and went, in their places', () => {
    expect(marked('ripples catching grey light', 'ripples catching golden light')).toEqual(['ripples catching ', '-grey', '+golden', ' light']);
  });

  it('mark words that stand together as one change', () => {
    expect(marked('a grey sky over it', 'a red sea over it')).toEqual(['a ', '-grey sky', '+red sea', ' over it']);
  });

  it('are none between equal texts', () => {
    expect(marked('a boat', 'a boat')).toEqual(['a boat']);
  });

  it('find words in Chinese, which has no spaces', () => {
    expect(marked('紫色的大海', '绿色的大海', 'zh-CN')).toEqual(['-紫色', '+绿色', '的大海']);
  });

  it('give the new text back when what is gone is left out', () => {
    const [before, after] = ['Slow push-in, macro lens; dusk.', 'Fast push-in on a macro lens, dusk and rain.'];
    const pieces = changes(before, after, 'en') ?? [];
    const without = (kind: Piece['kind']) => pieces.filter((piece) => piece.kind !== kind).map((piece) => piece.text).join('');
    expect([without('removed'), without('added')]).toEqual([after, before]);
  });

  it('are not looked for in texts that nobody could compare by eye', () => {
    expect(changes('a '.repeat(2000), 'b '.repeat(2000), 'en')).toBeNull();
  });
});
