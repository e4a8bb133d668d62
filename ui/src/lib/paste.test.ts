import { describe, expect, it } from 'vitest';
import { catalogues } from './i18n';
import { fieldWords, freeName, keepCaret, listWords, rowsOf, sendsWords } from './paste';
import type { PastedField } from './generated/contract';

const { en } = catalogues;
const zh = catalogues['zh-CN'];

const field = (name: string, more: Partial<PastedField> = {}): PastedField => ({ name, kind: 'text', placed: 'parameter', values: [], required: false, ...more });

describe('what was found', () => {
  it('stands in the order of the form, and empty rows are left out', () => {
    const rows = rowsOf([field('style'), field('size', { placed: 'size' }), field('model', { placed: 'model' }), field('prompt', { placed: 'prompt' })]);
    expect(rows.map((row) => [row.place, row.fields.map((one) => one.name)])).toEqual([
      ['words', ['model', 'prompt']],
      ['size', ['size']],
      ['parameter', ['style']],
    ]);
  });

  it('says that a length is text, because a number is expected', () => {
    expect(fieldWords(en, field('seconds', { placed: 'length' }))).toBe('text');
    expect(fieldWords(en, field('style'))).toBe('');
  });

  it('gives the values instead of the kind', () => {
    expect(fieldWords(en, field('size', { placed: 'size', values: ['1280x720', '720x1280'] }))).toBe('1280 × 720, 720 × 1280');
    expect(fieldWords(zh, field('watermark', { kind: 'boolean' }))).toBe('true 或 false');
  });

  it('marks what must be there, but for the prompt that always must', () => {
    expect(fieldWords(en, field('seed', { kind: 'integer', required: true }))).toBe('whole number, required');
    expect(fieldWords(en, field('prompt', { placed: 'prompt', required: true }))).toBe('');
  });

  it('keeps long lists short, and never hides a single one', () => {
    expect(listWords(en, ['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d, 2 more');
    expect(listWords(en, ['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d, e');
  });

  it('says in which order bodies are tried', () => {
    expect(sendsWords(en, ['multipart', 'json'])).toBe('multipart form, then JSON if refused');
    expect(sendsWords(en, ['json'])).toBe('JSON');
  });
});

describe('a name', () => {
  it('is counted up when another server has it, whatever its letters', () => {
    expect(freeName('relay.example', ['Relay.example', 'relay.example 2'])).toBe('relay.example 3');
    expect(freeName('relay.example', ['other'])).toBe('relay.example');
  });
});

describe('the caret', () => {
  const before = 'Bearer sk-abcdef" \\ -F';
  const after = 'Bearer ••••••••" \\ -F';

  it('stays where it is before the key', () => {
    expect(keepCaret(before, after, 3)).toBe(3);
  });

  it('stays beside the same letters after the key', () => {
    expect(keepCaret(before, after, before.indexOf('-F'))).toBe(after.indexOf('-F'));
  });

  it('comes behind the dots when it was inside the key', () => {
    expect(keepCaret(before, after, before.indexOf('def'))).toBe(after.indexOf('"'));
  });

  it('comes behind what was pasted', () => {
    expect(keepCaret('curl  -F', 'curl https://a.example -F', 5)).toBe('curl https://a.example'.length);
  });
});
