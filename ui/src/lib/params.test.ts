import { describe, expect, it } from 'vitest';
import { readParam, textOf } from './params';
import type { Param, ParamKind } from './generated/contract';

const param = (type: ParamKind, more: Partial<Param> = {}): Param => ({ key: 'x', type, ...more });
const value = (what: unknown, listed = true) => ({ is: 'value', value: what, listed });

describe('a parameter', () => {
  it('is not said while its text is empty', () => {
    expect((['text', 'long_text', 'int', 'number', 'bool', 'json'] as const).map((type) => readParam(param(type), ' ').is)).toEqual(Array(6).fill('unsaid'));
  });

  it('keeps a text as it stands, also one that reads as a number', () => {
    expect(readParam(param('text'), ' 7 ')).toEqual(value(' 7 '));
  });

  it('wants whole numbers where it is an integer', () => {
    expect([readParam(param('int'), '-3'), readParam(param('int'), '3.5')]).toEqual([value(-3), { is: 'wrong', wants: 'int' }]);
  });

  it('loses no digit of a long integer', () => {
    expect(readParam(param('int'), '12345678901234567890')).toEqual(value('12345678901234567890'));
  });

  it('tells a number outside of its range apart, and reads it all the same', () => {
    expect([readParam(param('number', { min: 0, max: 1 }), '0.5'), readParam(param('number', { min: 0, max: 1 }), '2')]).toEqual([value(0.5), value(2, false)]);
  });

  it('finds its listed value with its type', () => {
    expect([readParam(param('int', { values: [12, 24] }), '24'), readParam(param('json', { values: [[1, 2]] }), '[1,2]')]).toEqual([value(24), value([1, 2])]);
  });

  it('says that a value is not among the listed ones', () => {
    expect(readParam(param('text', { values: ['std', 'pro'] }), 'max')).toEqual(value('max', false));
  });

  it('does not make a switch out of a word', () => {
    expect(readParam(param('bool'), 'maybe')).toEqual({ is: 'unsaid' });
  });

  it('waits for JSON to be complete', () => {
    expect(readParam(param('json'), '{"a":')).toEqual({ is: 'wrong', wants: 'json' });
  });

  it('is kept as a text that reads back the same', () => {
    const kinds: [ParamKind, unknown][] = [['text', 'a'], ['int', 7], ['number', 0.5], ['bool', false], ['json', { a: [1] }]];
    expect(kinds.map(([type, what]) => readParam(param(type), textOf(what)))).toEqual(kinds.map(([, what]) => value(what)));
  });
});
