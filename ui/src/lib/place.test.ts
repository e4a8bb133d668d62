import { describe, expect, test } from 'vitest';
import { placeOf } from './place';

describe('where a refusal is shown', () => {
  const form = { frame: 'pixels', secondsTaken: true, description: null } as const;

  test('at the field that it names', () => {
    expect(['last', 'seconds', 'aspect', 'tier'].map((field) => placeOf(field, form))).toEqual(['slots', 'length', 'shape', 'size']);
  });

  test('at the foot, where the model has no such field', () => {
    expect(['seconds', 'aspect', 'width', 'style'].map((field) => placeOf(field, { ...form, frame: 'none', secondsTaken: false }))).toEqual(['foot', 'foot', 'foot', 'foot']);
  });
});
