import { describe, expect, it } from 'vitest';
import { catalogues } from './i18n';
import { basisText, beyondBudget, costText, dayText, daysUntil, moneyText, perSecond, priceLabel, readAmount, readCurrency, spentText, sumCosts, typedAmount } from './money';
import type { Cost, Money } from './generated/contract';

const usd = (micros: number): Money => ({ currency: 'USD', micros });
const known = (micros: number, currency = 'USD'): Cost => ({ kind: 'known', money: { currency, micros } });
const unknown: Cost = { kind: 'unknown' };
const free: Cost = { kind: 'free' };
/** Intl puts spaces that do not break into some amounts. */
const plain = (text: string) => text.replaceAll(/[  ]/g, ' ');

describe('the daily budget', () => {
  const spent = sumCosts([known(3_200_000)]);
  const of = (costs: Cost[], budget = 4_000_000) => beyondBudget(costs, spent, usd(budget));

  it('lets through what it has room for, in the order of the requests', () => {
    expect([of([known(800_000)]), of([known(800_001)]), of([known(500_000), known(500_000), known(300_000)])]).toEqual([0, 1, 1]);
  });

  it('holds what cannot be counted only once it is used up, and never what is free', () => {
    expect([of([unknown, known(1, 'CNY')]), of([unknown, known(1, 'CNY'), free], 3_200_000), of([known(800_000), unknown, free])]).toEqual([0, 2, 1]);
  });
});

describe('an amount', () => {
  it('is written as its language writes it', () => {
    expect([moneyText(usd(800_000), 'en'), moneyText(usd(800_000), 'zh-CN'), plain(moneyText({ currency: 'CNY', micros: 5_000_000 }, 'zh-CN')), plain(moneyText({ currency: 'EUR', micros: 1_500_000 }, 'en'))]).toEqual(['$0.80', '$0.80', '¥5.00', '€1.50']);
  });

  it('of another dollar does not look like the US one', () => {
    expect(plain(moneyText({ currency: 'CAD', micros: 1_000_000 }, 'en'))).toBe('CA$1.00');
  });

  it('of a gateway’s own unit has its name behind it', () => {
    expect(moneyText({ currency: 'CREDITS', micros: 12_500_000 }, 'en')).toBe('12.5 CREDITS');
  });

  it('below the smallest coin is not nothing', () => {
    expect([moneyText(usd(1200), 'en'), moneyText(usd(0), 'en')]).toEqual(['$0.0012', '$0.00']);
  });

  it('as a price keeps its decimals', () => {
    expect(moneyText(usd(33_333), 'en', true)).toBe('$0.033333');
  });

  it('reads as the engine reads it', () => {
    expect(['0.1', '12', '.5', ' 0.000001 ', '100000', '', '.', '-1', '1,50', '1.0000001', '1e3', '100000.01'].map(readAmount)).toEqual([100_000, 12_000_000, 500_000, 1, 100_000_000_000, null, null, null, null, null, null, null]);
  });

  it('is typed again as it was', () => {
    expect([typedAmount(100_000), typedAmount(12_000_000), typedAmount(1)].map(readAmount)).toEqual([100_000, 12_000_000, 1]);
  });

  it('has a currency of letters', () => {
    expect(['usd', 'CREDITS', '$', '12', 'U'].map(readCurrency)).toEqual(['USD', 'CREDITS', null, null, null]);
  });
});

describe('a sum', () => {
  it('never adds two currencies together', () => {
    expect(sumCosts([known(1), known(2, 'CNY'), known(3)]).sums).toEqual([
      { currency: 'CNY', micros: 2 },
      { currency: 'USD', micros: 4 },
    ]);
  });

  it('counts what it does not know, and what is free, and not what another take paid', () => {
    expect(sumCosts([unknown, free, { kind: 'included' }, known(5)])).toEqual({ sums: [usd(5)], requests: 3, unknown: 1, free: 1 });
  });

  it('is the same in any order', () => {
    const costs = [known(1), unknown, known(7, 'CNY'), free, known(9)];
    expect(sumCosts([...costs].reverse())).toEqual(sumCosts(costs));
  });
});

describe('the button', () => {
  const label = (costs: Cost[], tag: 'en' | 'zh-CN' = 'en') => priceLabel(sumCosts(costs), tag, catalogues[tag]);

  it('says about how much', () => {
    expect([label([known(800_000)]), label([known(800_000)], 'zh-CN')]).toEqual(['about $0.80', '约 $0.80']);
  });

  it('adds several up', () => {
    expect(label(Array.from({ length: 6 }, () => known(800_000)))).toBe('about $4.80');
  });

  it('says what is unknown beside what is known', () => {
    expect(label([known(800_000), unknown])).toBe('about $0.80 + 1 unknown');
  });

  it('never takes unknown for free', () => {
    expect([label([unknown, free]), label([free, free]), label([]), priceLabel(null, 'en', catalogues.en)]).toEqual(['price unknown', 'free', 'price unknown', 'price unknown']);
  });
});

describe('what was spent', () => {
  it('says nothing where all of it was free, and not nothing where the price is unknown', () => {
    expect([[free], [unknown], [known(3_200_000), unknown, unknown]].map((costs) => spentText(sumCosts(costs), 'en', catalogues.en))).toEqual(['', 'price unknown', '$3.20 + 2 unknown']);
  });
});

describe('a clip', () => {
  it('has a cost in words', () => {
    expect([known(800_000), unknown, free, { kind: 'included' } as const].map((cost) => costText(cost, 'en', catalogues.en))).toEqual(['$0.80', 'price unknown', 'free', 'paid with another take']);
  });

  it('has a cost for each delivered second only where both are known', () => {
    expect([perSecond(known(800_000), 5), perSecond(known(800_000), null), perSecond(unknown, 5), perSecond(known(1), 0)]).toEqual([usd(160_000), null, null, null]);
  });

  it('says by which price it was reckoned', () => {
    expect(plain(basisText({ rate: { kind: 'free' }, as_of: '2026-11-03', source: '', own: true }, 'en', catalogues.en))).toMatch(/^your price of Nov 3, 2026$|^your price of 3 Nov 2026$/);
    expect(dayText('some day', 'en')).toBe('some day');
  });
});

describe('the days of a chart', () => {
  it('end today and leave none out', () => {
    expect(daysUntil('2026-03-02', 4)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
  });
});
