import { describe, expect, it } from 'vitest';
import { perPage, wrap } from './contact';

/** Every letter is one wide, a Chinese one two. */
const measure = (text: string) => [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 2 : 1), 0);

describe('the words under a picture', () => {
  it('are broken between words', () => {
    expect(wrap('a paper boat crosses', 12, 3, measure)).toEqual(['a paper boat', 'crosses']);
  });

  it('are broken between Chinese words, which no spaces part', () => {
    const lines = wrap('纸船漂过水洼', 8, 3, measure);
    expect(lines.join('')).toBe('纸船漂过水洼');
    expect(lines.every((line) => measure(line) <= 8)).toBe(true);
  });

  it('end with an ellipsis where more was said', () => {
    expect(wrap('one two three four', 8, 2, measure)).toEqual(['one two', 'three…']);
    expect(wrap('one two three', 7, 1, measure)).toEqual(['one tw…']);
  });

  it('say nothing of a line that was left out when there was none', () => {
    expect(wrap('one two', 8, 1, measure)).toEqual(['one two']);
    expect(wrap('  ', 8, 2, measure)).toEqual([]);
  });

  it('break a word that is wider than the picture', () => {
    expect(wrap('abcdefghij', 4, 2, measure)).toEqual(['abcd', 'efg…']);
  });
});

describe('a page', () => {
  it('has whole rows', () => {
    expect(perPage('pdf') % 3).toBe(0);
    expect(perPage('pdf')).toBeGreaterThanOrEqual(9);
  });
});
