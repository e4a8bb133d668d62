import { describe, expect, it } from 'vitest';
import { isName, mayDraw, snippetBefore, withoutLists } from './snippets';

const film = { name: 'film', text: '35 mm, grain' };
const zh = { name: '胶片', text: '35 毫米胶片' };
const found = (text: string) => snippetBefore(text, text.length, [film, zh])?.snippet.name ?? null;

describe('a snippet before the caret', () => {
  it.each([
    [';film', 'film'],
    ['a boat, ;FILM', 'film'],
    ['小船;film', 'film'],
    ['小船；胶片', '胶片'],
    ['a boat;film', null],
    ['film', null],
    [';films', null],
    ['; film', null],
  ])('%s', (text, name) => {
    expect(found(text)).toBe(name);
  });

  it('is looked for at the caret, and says where it begins', () => {
    expect(snippetBefore('a ;film b', 7, [film])).toEqual({ snippet: film, start: 2 });
    expect(snippetBefore('a ;film b', 9, [film])).toBeNull();
  });
});

describe('names', () => {
  it.each([
    ['film', true],
    ['颜色', true],
    ['a_b-1', true],
    ['_a', false],
    ['a__b', false],
    ['a b', false],
    ['', false],
  ])('%s', (name, fine) => {
    expect(isName(name)).toBe(fine);
  });
});

describe('lists in a prompt', () => {
  it.each([
    ['a __colour__ boat', true],
    ['__颜色__', true],
    ['snake_case and __', false],
    ['a__b', false],
    ['__a b__', false],
  ])('%s', (text, may) => {
    expect(mayDraw(text)).toBe(may);
  });

  it.each([
    ['a __b__ c', String.raw`a \__b__ c`],
    [String.raw`\__b__`, String.raw`\\\__b__`],
    ['___a___', String.raw`_\__a___`],
    ['a__b', 'a__b'],
  ])('%s is written so that it stands for itself', (text, written) => {
    expect(withoutLists(text)).toBe(written);
  });
});
