/** A price between the form and the engine: conditions as people type them. Pure. */
import type { Only, Per, Price, PriceDraft } from './generated/contract';
import { typedAmount } from './money';

/** The fields of the form of one price. */
export interface PriceFields {
  model: string;
  per: Per;
  amount: string;
  currency: string;
  sizes: string;
  tiers: string;
  condition: string;
  conditionValue: string;
  asOf: string;
  source: string;
}

/** `1280x720, 720x1280` → two values. Chinese commas count too. */
export function values(text: string): string[] {
  return text
    .split(/[,，、]/)
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

function valueText(only: Only): string {
  if (typeof only === 'boolean') return String(only);
  if (Array.isArray(only)) return only.map(String).join(', ');
  return [only.min ?? '', only.max ?? ''].join('–');
}

/** Of these the value says what it is. */
const SELF_EVIDENT: readonly string[] = ['size', 'tier'];

/** `1080p · audio true`. */
export function conditionText(when: Readonly<Record<string, Only | undefined>>): string {
  return Object.entries(when)
    .map(([name, only]) => (only === undefined ? '' : SELF_EVIDENT.includes(name) ? valueText(only) : `${name} ${valueText(only)}`))
    .filter((part) => part !== '')
    .join(' · ');
}

/** A price as it stands in the form; `null`: an empty one with the currency that was used last. */
export function fieldsOf(price: Price | null, currency: string, today: string): PriceFields {
  const when = price?.when ?? {};
  const said = (name: string) => (when[name] === undefined ? '' : valueText(when[name]));
  const [other] = Object.keys(when).filter((name) => name !== 'size' && name !== 'tier');
  const amount = price !== null && 'amount' in price.rate ? price.rate.amount : null;
  const pers = { per_second: 'second', per_clip: 'clip', free: 'free', unknown: 'unknown' } as const;
  return {
    model: price?.model ?? '',
    per: price === null ? 'second' : pers[price.rate.kind],
    amount: amount === null ? '' : typedAmount(amount.micros),
    currency: amount?.currency ?? currency,
    sizes: said('size'),
    tiers: said('tier'),
    condition: other ?? '',
    conditionValue: other === undefined ? '' : said(other),
    asOf: price?.as_of ?? today,
    source: price?.source ?? '',
  };
}

export function draftOfPrice(server: string, fields: PriceFields, replaces: Price | null): PriceDraft {
  // Conditions that have no field of their own stay as they are, unless one of them was named anew.
  const [shown] = Object.keys(replaces?.when ?? {}).filter((name) => name !== 'size' && name !== 'tier');
  const others = Object.entries(replaces?.when ?? {}).filter(([name]) => name !== 'size' && name !== 'tier' && name !== shown);
  const kept = others.map(([name, only]) => [name, only === undefined ? [] : values(valueText(only))] as const);
  const own = { size: values(fields.sizes), tier: values(fields.tiers), ...(fields.condition.trim() === '' ? {} : { [fields.condition.trim()]: values(fields.conditionValue) }) };
  return {
    server,
    model: fields.model.trim(),
    when: { ...Object.fromEntries(kept), ...own },
    per: fields.per,
    amount: fields.amount.trim(),
    currency: fields.currency.trim(),
    as_of: fields.asOf.trim() === '' ? null : fields.asOf.trim(),
    source: fields.source.trim(),
    replaces: replaces?.id ?? null,
  };
}
