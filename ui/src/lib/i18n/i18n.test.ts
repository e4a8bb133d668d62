import { describe, expect, it } from 'vitest';
import { clips } from './clips';
import { deskWords } from './desk';
import { exportWords } from './export';
import { catalogues, chooseTag, sentence } from './index';

type Leaf = [path: string, value: unknown];

function leaves(value: unknown, path = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const en = [...leaves({ ...catalogues.en, clips: clips.en, desk: deskWords.en }), ...leaves(exportWords.en, '.export')];
const zh = [...leaves({ ...catalogues['zh-CN'], clips: clips['zh-CN'], desk: deskWords['zh-CN'] }), ...leaves(exportWords['zh-CN'], '.export')];

/** What a leaf says, with numbers or words put in where it wants some. */
function said([path, value]: Leaf): string {
  if (typeof value !== 'function') return String(value);
  const sentenceOf = value as (...args: unknown[]) => string;
  return path.startsWith('.errors') ? sentenceOf({}) : sentenceOf(3, 4, 5);
}

describe('the catalogues', () => {
  it('have the same words to say', () => {
    expect(zh.map(([path]) => path).sort()).toEqual(en.map(([path]) => path).sort());
  });

  it('leave nothing empty', () => {
    expect([...en, ...zh].filter((leaf) => said(leaf).trim() === '').map(([path]) => path)).toEqual([]);
  });

  it('never print a value that is not there', () => {
    expect([...en, ...zh].filter((leaf) => /undefined|null|NaN|\[object/.test(said(leaf))).map(([path]) => path)).toEqual([]);
  });

  it('use no exclamation marks', () => {
    expect([...en, ...zh].filter((leaf) => /[!！]/.test(said(leaf))).map(([path]) => path)).toEqual([]);
  });

  it('translate everything but names', () => {
    const names = ['.app.name', '.servers.addressPlaceholder', '.settings.languages.en', '.settings.languages.zh-CN', '.settings.version'];
    const english = new Map(en.map((leaf) => [leaf[0], said(leaf)]));
    const same = zh.filter((leaf) => english.get(leaf[0]) === said(leaf) && /[a-z]{3}/i.test(said(leaf)) && !names.includes(leaf[0]));
    expect(same.map(([path]) => path)).toEqual([]);
  });

  it('count one thing as one', () => {
    expect([catalogues.en.wall.takes(1), catalogues.en.wall.takes(7)]).toEqual(['1 take', '7 takes']);
  });

  it('put the suggested address into the sentence', () => {
    const error = { code: 'not_an_api', message: null, http_status: 200, params: { suggestion: 'https://a.example/v1' } } as const;
    expect(sentence(catalogues.en, error)).toContain('https://a.example/v1');
  });
});

describe('the language', () => {
  it('follows the system', () => {
    expect([chooseTag('system', 'zh-Hans-CN'), chooseTag('system', 'de-DE')]).toEqual(['zh-CN', 'en']);
  });

  it('is the one that was set, whatever the system says', () => {
    expect(chooseTag('en', 'zh-CN')).toBe('en');
  });
});
