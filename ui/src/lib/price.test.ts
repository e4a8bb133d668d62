import { describe, expect, it } from 'vitest';
import { conditionText, draftOfPrice, fieldsOf, values } from './price';
import type { Price } from './generated/contract';

const price: Price = {
  id: 'price_1',
  server: 'srv_1',
  model: 'sora-2',
  when: { size: ['1280x720', '720x1280'], audio: ['true'], quality: ['high'] },
  rate: { kind: 'per_second', amount: { currency: 'USD', micros: 100_000 } },
  as_of: '2026-11-03',
  source: 'their page',
};

describe('a price in the form', () => {
  it('comes back as it was', () => {
    const draft = draftOfPrice('srv_1', fieldsOf(price, 'EUR', '2026-11-24'), price);
    expect(draft).toEqual({
      server: 'srv_1',
      model: 'sora-2',
      when: { size: ['1280x720', '720x1280'], tier: [], audio: ['true'], quality: ['high'] },
      per: 'second',
      amount: '0.1',
      currency: 'USD',
      as_of: '2026-11-03',
      source: 'their page',
      replaces: 'price_1',
    });
  });

  it('begins empty, with the currency that was used last and today', () => {
    expect(fieldsOf(null, 'EUR', '2026-11-24')).toMatchObject({ per: 'second', amount: '', currency: 'EUR', asOf: '2026-11-24', model: '' });
  });

  it('drops a condition whose name was taken away', () => {
    const fields = { ...fieldsOf(price, 'EUR', ''), condition: '' };
    expect(Object.keys(draftOfPrice('srv_1', fields, price).when)).toEqual(['quality', 'size', 'tier']);
  });

  it('reads several values, however they are parted', () => {
    expect(values(' 1280x720, 720x1280，1x1、 ')).toEqual(['1280x720', '720x1280', '1x1']);
  });

  it('says its conditions in a few words', () => {
    expect(conditionText({ tier: ['1080p'], first: true, seconds: { min: 4, max: 8 } })).toBe('1080p · first true · seconds 4–8');
  });
});
