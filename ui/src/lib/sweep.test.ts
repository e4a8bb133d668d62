import { describe, expect, it } from 'vitest';
import type { PlannedJob } from './generated/contract';
import { promptsOf } from './fake/sweep';
import { differing, NONE, parts, plainly, readAlso, readValues, shared, sweepOf, valuesOf, type Own } from './sweep';

const own: Own = { model: 'sora-2', size: '1280x720', aspect: null, tier: null, seconds: '8', seed: null };
const line = (more: Partial<PlannedJob>): PlannedJob => ({ prompt: 'p', longest: 1, model: 'm', size: null, aspect: null, tier: null, seconds: 8, seed: null, takes: 1, trouble: null, ...more });

describe('values as they are typed', () => {
  it.each([
    ['seconds', '15, 4', ['15', '4']],
    ['seconds', '6.5 s', null],
    ['seconds', '0', null],
    ['seconds', '3601', null],
    ['seed', '7、8 9', ['7', '8', '9']],
    ['seed', '007', ['7']],
    ['seed', '9007199254740993', null],
    ['seed', '1.5', null],
    ['size', '1280 × 720, 720x1280', ['1280x720', '720x1280']],
    ['size', '1280x4', null],
    ['model', 'a b, c', ['a b', 'c']],
    ['aspect', '16:9，9:16', ['16:9', '9:16']],
    ['tier', ' ', null],
  ] as const)('%s: %s', (kind, text, values) => {
    expect(readValues(kind, text)).toEqual(values);
  });

  it('counts a value that was typed twice once', () => {
    expect(readValues('seed', '7 7')).toEqual(['7']);
  });
});

describe('several values', () => {
  it('begin with that of the field itself', () => {
    expect(valuesOf('seconds', own, { ...NONE, seconds: ['4', '8', '12'] })).toEqual(['8', '4', '12']);
  });

  it('are none where there is only that of the field', () => {
    expect(valuesOf('seconds', own, { ...NONE, seconds: ['8'] })).toEqual([]);
  });

  it('stand alone where the field says nothing', () => {
    expect(valuesOf('seed', own, { ...NONE, seed: ['7'] })).toEqual(['7']);
  });

  it('are sent as the engine has them, and only those that the model has a field for', () => {
    const also = { ...NONE, size: ['720x1280'], tier: ['720p'], seed: ['7', '8'] };
    expect(sweepOf(['model', 'size', 'seconds', 'seed'], own, also)).toEqual({
      prompt: true,
      wildcards: true,
      models: [],
      sizes: [
        { width: 1280, height: 720 },
        { width: 720, height: 1280 },
      ],
      aspects: [],
      tiers: [],
      seconds: [],
      seeds: [7, 8],
    });
  });

  it('come back from settings without what cannot be read', () => {
    expect(readAlso({ seconds: ['4', 'soon', 4], size: ['1280x720'], seed: 'x' })).toEqual({ ...NONE, seconds: ['4'], size: ['1280x720'] });
  });

  it('are none in settings of an older Rushes', () => {
    expect([readAlso(undefined), readAlso(null), readAlso([])]).toEqual([NONE, NONE, NONE]);
  });
});

describe('a text that comes from a clip', () => {
  it.each(['{a|b}', String.raw`a \{b|c\}`, '{"scene": "a|b", "mood": {"light": "low"}}', String.raw`{\\|}`, 'a | b', '{a}', String.raw`C:\new {x} | y`, '{a|b} {c|d}', '{a {b|c}|d}'])('stands for itself: %s', (text) => {
    expect(promptsOf(plainly(text))).toEqual([text]);
  });

  it.each(['a | b', '{a}', String.raw`C:\{new}`, '{"scene": "a boat"}', '{a} or b|c'])('stays as it is where nothing in it could be a choice: %s', (text) => {
    expect(plainly(text)).toBe(text);
  });
});

describe('a plan', () => {
  it('has columns only for what differs', () => {
    const lines = [line({ prompt: 'a', seconds: 4 }), line({ prompt: 'b', seconds: 4 }), line({ prompt: 'b', seconds: 4, tier: '720p' })];
    expect(differing(lines)).toEqual(['prompt', 'size']);
  });

  it('shows of a prompt what is its own, in whole words', () => {
    const ends = shared(['a red boat at sea', 'a rose boat at sea']);
    expect(parts('a red boat at sea', ends)).toEqual(['a ', 'red', ' boat at sea']);
  });

  it('cuts Chinese where the signs differ', () => {
    const ends = shared(['黄昏的纸船', '黄金的纸船']);
    expect(parts('黄昏的纸船', ends)).toEqual(['黄', '昏', '的纸船']);
  });

  it('shortens what all prompts share, in whole words', () => {
    const text = 'a long way before the boat comes, red, and a long way after the boat is gone';
    expect(parts(text, { before: 34, after: 39 })).toEqual(['… way before the boat comes, ', 'red', ', and a long way after the …']);
  });

  it('leaves a side that is missing empty', () => {
    const ends = shared(['a red boat', 'a boat']);
    expect(parts('a boat', ends)).toEqual(['a ', '', 'boat']);
  });
});
