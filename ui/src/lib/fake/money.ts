/** The half of the fake engine that knows what things cost. `?prices=none`: nobody entered any. */
import type { Backend } from '../backend';
import { dayKey } from '../format';
import { daysUntil, MICROS, readAmount, readCurrency, sumCosts } from '../money';
import type { Basis, Cost, CreateJobs, ErrorCode, JobView, Only, Price, PriceDraft, Rate, ServerView, SpendRow, Totals } from '../generated/contract';
import { planOf } from './sweep';

interface World {
  jobs(): readonly JobView[];
  servers(): readonly ServerView[];
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
}

const AS_OF = '2026-11-03';

function entered(server: string, model: string, rate: Rate, when: Record<string, Only> = {}, source = 'relay.example/pricing'): Price {
  return { id: `price_${server}_${model}_${Object.keys(when).join('_')}`, server, model, when, rate, as_of: AS_OF, source };
}

const usd = (units: number) => ({ currency: 'USD', micros: Math.round(units * MICROS) });

const FIRST: readonly Price[] = [
  entered('srv_relay', 'sora-2', { kind: 'per_second', amount: usd(0.1) }),
  entered('srv_relay', 'sora-2', { kind: 'unknown' }, { tier: ['1080p'] }, ''),
  entered('srv_relay', 'kling-v2-6', { kind: 'per_clip', amount: usd(0.4) }),
  entered('srv_relay', 'seedance-1-pro', { kind: 'per_clip', amount: { currency: 'CNY', micros: 2_500_000 } }, {}, ''),
  entered('srv_home', '', { kind: 'free' }, {}, ''),
];

let prices: readonly Price[] = new URLSearchParams(location.search).get('prices') === 'none' ? [] : FIRST;

/** Enough of the engine's choice for a fake: of those without conditions, the one that names the model. */
function priceOf(server: string, model: string): Price | undefined {
  const own = prices.filter((price) => price.server === server && Object.keys(price.when).length === 0);
  return own.find((price) => price.model === model) ?? own.find((price) => price.model === '');
}

export function basisOf(server: string, model: string): Basis | null {
  if (server === 'demo') return { rate: { kind: 'free' }, as_of: '2026-11-24', source: 'runs on this computer', own: false };
  const price = priceOf(server, model);
  return price === undefined ? null : { rate: price.rate, as_of: price.as_of, source: price.source, own: true };
}

export function costOf(server: string, model: string, seconds: number | null): Cost {
  const rate = basisOf(server, model)?.rate;
  if (rate === undefined || rate.kind === 'unknown' || (rate.kind === 'per_second' && seconds === null)) return { kind: 'unknown' };
  if (rate.kind === 'free') return { kind: 'free' };
  const micros = rate.kind === 'per_clip' ? rate.amount.micros : Math.round(rate.amount.micros * (seconds ?? 0));
  return { kind: 'known', money: { currency: rate.amount.currency, micros } };
}

const sum = (jobs: readonly JobView[]): Totals => sumCosts(jobs.filter((job) => job.charged).map((job) => job.cost));

export function spentOn(jobs: readonly JobView[], day: string): Totals {
  return sum(jobs.filter((job) => dayKey(job.created_at) === day));
}

export function fakeMoney(
  query: URLSearchParams,
  world: World,
): Pick<Backend, 'listPrices' | 'savePrice' | 'forgetPrice' | 'estimate' | 'spend' | 'spentToday' | 'balance' | 'exportSpend'> {
  function read(draft: PriceDraft): Rate {
    if (draft.per === 'free' || draft.per === 'unknown') return { kind: draft.per };
    const micros = readAmount(draft.amount) ?? world.fail('invalid_value', null, { field: 'amount' });
    const currency = readCurrency(draft.currency) ?? world.fail('invalid_value', null, { field: 'currency' });
    return { kind: draft.per === 'second' ? 'per_second' : 'per_clip', amount: { currency, micros } };
  }

  const costsOf = (request: CreateJobs): Cost[] =>
    (planOf(request) ?? []).flatMap((line) => Array.from({ length: line.takes }, () => costOf(request.server, line.model, line.seconds)));

  return {
    listPrices: async (server) => prices.filter((price) => price.server === server),
    savePrice: async (draft) => {
      const when = Object.fromEntries(Object.entries(draft.when).filter(([name, values]) => name !== '' && values.length > 0));
      const id = `price_${draft.server}_${draft.model}_${Object.keys(when).join('_')}`;
      const saved: Price = { id, server: draft.server, model: draft.model, when, rate: read(draft), as_of: draft.as_of ?? dayKey(Date.now()), source: draft.source };
      prices = [...prices.filter((price) => price.id !== id && price.id !== draft.replaces), saved];
      return saved;
    },
    forgetPrice: async (id) => {
      prices = prices.filter((price) => price.id !== id);
    },
    estimate: async (asked) => {
      const each = asked.kind === 'create' ? asked.requests.flatMap(costsOf) : asked.kind === 'derive' ? [derived(asked.request.job, asked.request.seconds)] : [derived(asked.job, null)];
      const [first] = asked.kind === 'create' ? asked.requests : [];
      return { totals: sumCosts(each), basis: first === undefined ? null : basisOf(first.server, first.model), each };
    },
    spend: async ({ by, days }) => {
      const today = dayKey(Date.now());
      const wanted = days === null ? null : new Set(daysUntil(today, days));
      const jobs = world.jobs().filter((job) => job.charged && (wanted === null || wanted.has(dayKey(job.created_at))));
      const groups = new Map<string, JobView[]>();
      for (const job of jobs) {
        const key = by === 'day' ? dayKey(job.created_at) : by === 'server' ? job.server : job.model;
        groups.set(key, [...(groups.get(key) ?? []), job]);
      }
      const name = (key: string) => (by === 'server' ? (world.servers().find((server) => server.id === key)?.name ?? key) : key);
      const rows: SpendRow[] = [...groups].map(([key, made]) => ({ key, name: name(key), totals: sum(made) }));
      rows.sort((a, b) => (by === 'day' ? (a.key < b.key ? 1 : -1) : b.totals.requests - a.totals.requests));
      return { rows, totals: sum(jobs), today };
    },
    spentToday: async () => spentOn(world.jobs(), dayKey(Date.now())),
    balance: async (id) =>
      id !== 'srv_relay'
        ? null
        : query.get('remote') === 'refuse'
          ? { micros: null, currency: null, unlimited: false, at: Date.now(), error: { code: 'key_forbidden', message: null, http_status: 403, params: {} } }
          : { micros: 15_001_000, currency: null, unlimited: false, at: Date.now(), error: null },
    exportSpend: async () => true,
  };

  function derived(id: string, seconds: number | null): Cost {
    const job = world.jobs().find((one) => one.id === id) ?? world.fail('not_found');
    return costOf(job.server, job.model, seconds ?? job.seconds);
  }
}
