/**
 * Money as people read it, and sums that leave nothing out: one amount a currency, and how many prices are unknown.
 * Amounts are whole millionths; only what is shown passes through a float. Pure.
 */
import type { Basis, Cost, Money, Rate, Totals } from './generated/contract';
import type { Messages } from './i18n';
import { dates, numbers } from './intl';

export const MICROS = 1_000_000;
/** The largest amount that the engine takes, in units. */
const LARGEST = 100_000;

export const NOTHING: Totals = { sums: [], requests: 0, unknown: 0, free: 0 };

/** `$0.80`, `¥5.00`, `12 CREDITS`. `exact` shows every decimal of a price; otherwise as many as the currency has. */
export function moneyText({ micros, currency }: Money, tag: string, exact = false): string {
  const units = micros / MICROS;
  // Less than the smallest coin is not nothing.
  const fine = exact || (units !== 0 && Math.abs(units) < 0.01);
  if (!/^[A-Z]{3}$/.test(currency)) return `${numbers(tag, { maximumFractionDigits: fine ? 6 : 2 }).format(units)} ${currency}`;
  // A dollar sign alone is the US dollar everywhere in the window; other dollars keep their letters.
  const display = currency === 'USD' ? 'narrowSymbol' : 'symbol';
  const digits = fine ? { maximumFractionDigits: 6 } : {};
  return numbers(tag, { style: 'currency', currency, currencyDisplay: display, ...digits }).format(units);
}

/** Adds costs up, as the engine does: for what a page of jobs or a sweep costs together. */
export function sumCosts(costs: Iterable<Cost>): Totals {
  const sums = new Map<string, number>();
  let [requests, unknown, free] = [0, 0, 0];
  for (const cost of costs) {
    if (cost.kind === 'included') continue;
    requests += 1;
    if (cost.kind === 'unknown') unknown += 1;
    else if (cost.kind === 'free') free += 1;
    else sums.set(cost.money.currency, (sums.get(cost.money.currency) ?? 0) + cost.money.micros);
  }
  const sorted = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  return { sums: sorted.map(([currency, micros]) => ({ currency, micros })), requests, unknown, free };
}

/** How many of these the engine would hold today for the budget, one sent after the other. What cannot be counted waits once it is used up. */
export function beyondBudget(costs: readonly Cost[], today: Totals, budget: Money): number {
  let spent = today.sums.find(({ currency }) => currency === budget.currency)?.micros ?? 0;
  return costs.filter((cost) => {
    if (cost.kind === 'free' || cost.kind === 'included') return false;
    if (cost.kind === 'unknown' || cost.money.currency !== budget.currency) return spent >= budget.micros;
    if (spent + cost.money.micros > budget.micros) return true;
    spent += cost.money.micros;
    return false;
  }).length;
}

/** `$3.20 + ¥5.00`; empty where no price is known. Two currencies are never added together. */
export function sumsText(totals: Totals, tag: string): string {
  return totals.sums.map((sum) => moneyText(sum, tag)).join(' + ');
}

/** What a press would cost: `about $0.80`, `about $0.80 + 2 unknown`, `price unknown`, `free`. */
export function priceLabel(totals: Totals | null, tag: string, t: Messages): string {
  if (totals === null || totals.requests === 0) return t.composer.priceUnknown;
  const { unknown, free, requests } = totals;
  if (free === requests) return t.composer.free;
  const sums = sumsText(totals, tag);
  if (sums === '') return t.composer.priceUnknown;
  return unknown > 0 ? t.money.andUnknown(t.money.about(sums), unknown) : t.money.about(sums);
}

/** What was spent: `$3.20`, `$3.20 + 2 unknown`, `price unknown`; empty where nothing was, or all of it was free. */
export function spentText(totals: Totals, tag: string, t: Messages): string {
  const sums = sumsText(totals, tag);
  if (sums === '') return totals.unknown > 0 ? t.composer.priceUnknown : '';
  return totals.unknown > 0 ? t.money.andUnknown(sums, totals.unknown) : sums;
}

export function costText(cost: Cost, tag: string, t: Messages): string {
  switch (cost.kind) {
    case 'unknown':
      return t.composer.priceUnknown;
    case 'free':
      return t.composer.free;
    case 'included':
      return t.money.included;
    case 'known':
      return moneyText(cost.money, tag);
  }
}

export function rateText(rate: Rate, tag: string, t: Messages): string {
  switch (rate.kind) {
    case 'unknown':
      return t.composer.priceUnknown;
    case 'free':
      return t.composer.free;
    case 'per_second':
      return t.money.perSecond(moneyText(rate.amount, tag, true));
    case 'per_clip':
      return t.money.perClip(moneyText(rate.amount, tag, true));
  }
}

/** `3 Nov 2026`; a day that is none is shown as it is. */
export function dayText(day: string, tag: string): string {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number);
  const at = new Date(year, month - 1, date);
  return Number.isNaN(at.getTime()) ? day : dates(tag, { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** Where a cost comes from: `your price of 3 Nov 2026`. */
export function basisText(basis: Basis, tag: string, t: Messages): string {
  const day = dayText(basis.as_of, tag);
  return basis.own ? t.money.ownPrice(day) : t.money.listedPrice(day);
}

/** What a delivered second cost; `null` where that cannot be said. */
export function perSecond(cost: Cost, seconds: number | null): Money | null {
  if (cost.kind !== 'known' || seconds === null || seconds <= 0) return null;
  return { currency: cost.money.currency, micros: Math.round(cost.money.micros / seconds) };
}

/** Millionths out of an amount as typed; `null` for what the engine would refuse. */
export function readAmount(text: string): number | null {
  const match = /^(\d{0,6})(?:\.(\d{0,6}))?$/.exec(text.trim());
  const [, whole = '', decimals = ''] = match ?? [];
  if (match === null || (whole === '' && decimals === '')) return null;
  const micros = Number(whole || '0') * MICROS + Number(decimals.padEnd(6, '0'));
  return micros <= LARGEST * MICROS ? micros : null;
}

/** An amount as it would be typed: `0.1`, `12`. */
export function typedAmount(micros: number): string {
  return String(Number((micros / MICROS).toFixed(6)));
}

export function readCurrency(text: string): string | null {
  const code = text.trim().toUpperCase();
  return /^(?=.*[A-Z])[A-Z0-9]{2,12}$/.test(code) ? code : null;
}

/** The days of a chart, oldest first, also those on which nothing was spent. */
export function daysUntil(today: string, count: number): string[] {
  const [year = 1970, month = 1, date = 1] = today.split('-').map(Number);
  return Array.from({ length: count }, (_, at) => {
    // Noon: no change of the clock moves it to another day.
    const day = new Date(year, month - 1, date - (count - 1 - at), 12);
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
  });
}
