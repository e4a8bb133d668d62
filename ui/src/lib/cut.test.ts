import { expect, test } from 'vitest';
import { asNumber, readSpan } from './cut';

test('two numbers are a piece of the clip', () => {
  expect(readSpan('0.5', '1,5', 4)).toEqual({ from: 0.5, to: 1.5 });
});

test('the whole clip is said by no number', () => {
  expect(readSpan('0', asNumber(5.0833), 5.0833)).toEqual({ from: null, to: null });
});

test('what is no piece of the clip is none', () => {
  for (const [from, to] of [['1', '1'], ['2', '1'], ['-1', '1'], ['', '1'], ['a', '1'], ['0', '9']] as const) expect(readSpan(from, to, 4), `${from}–${to}`).toBeNull();
});
