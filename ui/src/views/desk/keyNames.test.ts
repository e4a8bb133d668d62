import { describe, expect, it } from 'vitest';
import { catalogues } from '../../lib/i18n';
import { deskWords } from '../../lib/i18n/desk';
import { changeable, nameOf } from './keyNames';

describe('the keys that can be changed', () => {
  it('all have a name in both languages', () => {
    const actions = changeable().flatMap((group) => group.actions);
    const nameless = (['en', 'zh-CN'] as const).flatMap((tag) => actions.filter((action) => nameOf(catalogues[tag], deskWords[tag], action) === action));
    expect([nameless, actions.length > 30]).toEqual([[], true]);
  });
});
