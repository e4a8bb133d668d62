import { describe, expect, it } from 'vitest';
import { catalogues } from './i18n';
import { ruleWords } from './rule-words';
import { clashAfter, clashesOf, type Asked } from './rules';
import type { Only, Rule } from './generated/contract';

const asked: Asked = { model: 'a', seconds: 10, size: { width: 1280, height: 720 }, aspect: null, tier: '1080P', roles: ['reference'], params: { mode: 'pro' } };
const rule = (when: Rule['if'], then: Rule['then']): Rule => ({ if: when, then });
const broken = (when: Rule['if'], then: Rule['then'], change: Partial<Asked> = {}) => clashesOf([rule(when, then)], { ...asked, ...change }).map(({ name }) => name);

describe('rules of a model', () => {
  it('hold for words in any spelling and numbers', () => {
    expect(broken({ tier: ['1080p'] }, { seconds: [6] })).toEqual(['seconds']);
  });

  it('say nothing while a condition does not hold', () => {
    expect(broken({ tier: ['720p'] }, { seconds: [6] })).toEqual([]);
  });

  it('are not broken by what is not said', () => {
    expect(broken({ tier: ['1080p'] }, { seconds: [6], aspect: ['16:9'] }, { seconds: null })).toEqual([]);
  });

  it('demand that something is there, or is not', () => {
    expect(broken({ reference: true }, { first: true, reference: false })).toEqual(['first', 'reference']);
  });

  it('count pictures, and read sides of a size', () => {
    expect(broken({ reference: { min: 1, max: 1 } }, { width: { min: null, max: 1000 }, size: ['1280x720'] })).toEqual(['width']);
  });

  it('speak of parameters by their names', () => {
    expect(broken({ mode: ['pro'] }, { seconds: { min: 1, max: 8 } })).toEqual(['seconds']);
  });

  it('tell what a choice would break on either side of them', () => {
    const rules = [rule({ tier: ['1080p'] }, { seconds: [6] })];
    const free = { ...asked, tier: '768P' };
    expect(clashAfter(rules, free, { tier: '1080P' }, ['tier'])).toEqual({ rule: rules[0], name: 'seconds' });
    expect(clashAfter(rules, { ...free, seconds: 6, tier: '1080P' }, { seconds: 10 }, ['seconds'])).toEqual({ rule: rules[0], name: 'seconds' });
    expect(clashAfter(rules, free, { seconds: 6 }, ['seconds'])).toBeNull();
  });

  it('leave a choice alone that has no part in what is broken', () => {
    expect(clashAfter([rule({ tier: ['1080p'] }, { seconds: [6] })], asked, { aspect: '16:9' }, ['aspect'])).toBeNull();
  });
});

describe('a rule in words', () => {
  const said = (tag: 'en' | 'zh-CN', when: Rule['if'], name: string, only: Only) => ruleWords(catalogues[tag], tag, { rule: rule(when, { [name]: only }), name });

  it.each<[Rule['if'], string, Only, string, string]>([
    [{ tier: ['1080P'] }, 'seconds', [6], 'With size 1080P: length only 6 s.', '尺寸为 1080P 时，时长只能是 6 秒。'],
    [{ reference: true }, 'first', false, 'With a reference picture: no first frame.', '有参考图时，不能有首帧。'],
    [{ first: false }, 'reference', true, 'Without a first frame: a reference picture is needed.', '没有首帧时，必须有参考图。'],
    [{ first: false, mode: ['pro'] }, 'seconds', { min: 1, max: 10 }, 'Without a first frame, with mode pro: length only 1 s to 10 s.', '没有首帧且模式为 pro 时，时长只能是 1 秒 至 10 秒。'],
    [{}, 'size', ['1024x1792', '1792x1024'], 'Size only 1024 × 1792 or 1792 × 1024.', '尺寸只能是 1024 × 1792 或 1792 × 1024。'],
    [{ generate_audio: [true] }, 'xcam', [3], 'With sound on: xcam only 3.', '声音为开时，xcam 只能是 3。'],
  ])('%o: %s', (when, name, only, en, zh) => {
    expect([said('en', when, name, only), said('zh-CN', when, name, only)]).toEqual([en, zh]);
  });
});
