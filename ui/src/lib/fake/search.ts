/** The half of the fake engine that searches: enough of the engine's own reading for what tests and a browser ask. */
import type { Backend } from '../backend';
import { isLive, needsYou } from '../states';
import { lengthOf } from '../media';
import { compare } from '../order';
import type { Completion, ErrorCode, JobView, SavedSearch, SearchPiece, Token, WallFilter, WallOrder, WallQuery } from '../generated/contract';

interface World {
  jobs(): readonly JobView[];
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
}

const NAMES: Readonly<Record<string, Token>> = {
  model: 'model', 模型: 'model', server: 'server', 服务器: 'server', tag: 'tag', 标签: 'tag', collection: 'collection', 合集: 'collection', state: 'state', 状态: 'state', is: 'is', 是: 'is', has: 'has', 有: 'has',
  ratio: 'ratio', 比例: 'ratio', seconds: 'seconds', 时长: 'seconds', cost: 'cost', 费用: 'cost', rating: 'rating', 评分: 'rating', from: 'from', 日期: 'from',
};
const STATES = ['draft', 'submitting', 'unconfirmed', 'queued', 'running', 'completed', 'downloading', 'ready', 'failed', 'cancelled', 'expired', 'held'];
const VALUES: Readonly<Partial<Record<Token, readonly string[]>>> = {
  state: STATES,
  is: ['favourite', 'rated', 'tagged', 'live', 'needs-you', 'imported', 'derived', 'trashed'],
  has: ['reference', 'audio', 'seed'],
  ratio: ['16:9', '9:16', '1:1', '4:3'],
  seconds: ['<5', '>5', '4..8', '>=10'],
  cost: ['free', 'unknown', '<0.5', '>0.5'],
  rating: ['5', '>=4', '>=3'],
  from: ['today', 'yesterday', 'this-week', 'last-week', 'this-month', 'last-month', 'this-year'],
};
/** Values that are one of few. */
const CLOSED: readonly Token[] = ['state', 'is', 'has'];

function piece(typed: string): SearchPiece {
  const word = (token: Token | null, note: SearchPiece['note']): SearchPiece => ({ typed, chip: null, token, note });
  const [, not = '', name = '', quoted] = /^(-?)(\p{L}+)[:：](?!\/\/)(.*)$/su.exec(typed) ?? [];
  if (quoted === undefined) return word(null, null);
  const token = NAMES[name.toLowerCase()];
  const value = quoted.replace(/^"|"$/g, '');
  if (token === undefined) return word(null, 'unknown_token');
  if (value === '') return word(token, 'no_value');
  const numbers = token === 'seconds' || token === 'cost' || token === 'rating';
  const fits = CLOSED.includes(token) ? VALUES[token]?.includes(value) : numbers ? /^(free|unknown|[<>]?=?[\d.]+|[\d.]*\.\.[\d.]*)$/.test(value) : token === 'ratio' ? /^\d+[:：x]\d+$/.test(value) : true;
  return fits ? { typed, chip: `${not}${token}:${/\s/.test(value) ? `"${value}"` : value}`, token, note: null } : word(token, 'bad_value');
}

export const read = (line: string): SearchPiece[] => (line.match(/-?(?:[^\s"]*[:：])?"[^"]*"?|\S+/g) ?? []).map(piece);

function inSpan(value: number | null, span: string): boolean {
  if (value === null) return false;
  const [, sign = '', number = '0'] = /^([<>]?=?)(.*)$/.exec(span) ?? [];
  const [from, to] = span.split('..');
  if (to !== undefined) return value >= Number(from) && (to === '' || value <= Number(to));
  return { '>': value > +number, '>=': value >= +number, '<': value < +number, '<=': value <= +number }[sign] ?? Math.round(value * 10) === Math.round(+number * 10);
}

function is(job: JobView, value: string): boolean {
  return { favourite: job.favourite, rated: job.rating > 0, tagged: job.tags.length > 0, live: isLive(job.state), 'needs-you': needsYou(job.state), imported: job.action === 'import', derived: job.action !== 'create' && job.action !== 'import', trashed: job.trashed_at !== null }[value] ?? false;
}

function holds(job: JobView, { chip, token, typed }: SearchPiece): boolean {
  const bare = (chip ?? typed).replace(/^-/, '');
  const value = bare.slice(bare.indexOf(':') + 1).replaceAll('"', '').toLowerCase();
  switch (chip === null ? null : token) {
    case null:
      return `${job.prompt} ${job.model} ${job.tags.join(' ')}`.toLowerCase().includes(bare.replaceAll('"', '').toLowerCase());
    case 'model':
      return job.model.toLowerCase().includes(value);
    case 'server':
      return job.server_name.toLowerCase().includes(value);
    case 'tag':
      return job.tags.some((name) => name.toLowerCase() === value);
    case 'collection':
      return job.collections.some((name) => name.toLowerCase() === value);
    case 'state':
      return job.state === value;
    case 'is':
      return is(job, value);
    case 'has':
      return { reference: job.inputs.length > 0, audio: job.video?.has_audio === true, seed: 'seed' in job.params || 'seed' in job.extra }[value] ?? false;
    case 'ratio': {
      const [across = 1, down = 1] = value.split(':').map(Number);
      return job.size !== null && Math.abs(job.size.width / job.size.height / (across / down) - 1) < 0.02;
    }
    case 'seconds':
      return inSpan(lengthOf(job), value);
    case 'cost':
      return value === job.cost.kind || (job.cost.kind === 'known' && inSpan(job.cost.money.micros / 1e6, value));
    case 'rating':
      return inSpan(job.rating, value);
    case 'from': {
      const days = { today: 1, yesterday: 2, 'this-week': 7, 'last-week': 14, 'this-month': 31 }[value] ?? 366;
      return job.created_at > Date.now() - days * 86_400_000;
    }
  }
}

export function inFilter(job: JobView, filter: WallFilter): boolean {
  return { everything: true, in_progress: isLive(job.state), needs_you: needsYou(job.state), favourites: job.favourite }[filter];
}

/** What the wall shows, in its order. */
export function search(jobs: readonly JobView[], query: Pick<WallQuery, 'filter' | 'search'> & { order?: WallOrder }): JobView[] {
  const pieces = read(query.search);
  const trash = pieces.some(({ chip }) => chip === 'is:trashed');
  const fits = (job: JobView) => inFilter(job, query.filter) && (job.trashed_at !== null) === trash && pieces.every((one) => holds(job, one) !== one.typed.startsWith('-'));
  const found = jobs.filter(fits);
  const { order } = query;
  return order === undefined || (order.by === 'date' && !order.up) ? found : found.sort((a, b) => compare(a, b, order));
}

export function fakeSearch(world: World): Pick<Backend, 'readSearch' | 'completeSearch' | 'shownJobs' | 'savedSearches' | 'saveSearch' | 'forgetSearch'> {
  let saved: SavedSearch[] = [];
  let ids = 0;

  function names(token: Token): string[] {
    const all = world.jobs().flatMap((job) => (token === 'model' ? [job.model] : token === 'server' ? [job.server_name] : token === 'tag' ? job.tags : token === 'collection' ? job.collections : []));
    return VALUES[token] === undefined ? [...new Set(all)] : [...VALUES[token]];
  }

  function values(token: Token, part: string): Completion[] {
    const counted = token !== 'from' && token !== 'seconds' && token !== 'cost' && token !== 'rating';
    const found = names(token).filter((name) => name.toLowerCase().includes(part.toLowerCase()));
    return found.map((name) => {
      const text = `${token}:${name.includes(' ') ? `"${name}"` : name}`;
      return { text, token, count: counted ? search(world.jobs(), { filter: 'everything', search: text }).length : null };
    });
  }

  return {
    readSearch: async (line) => read(line),
    completeSearch: async (typed) => {
      const last = piece(typed);
      if (last.token !== null) return values(last.token, typed.slice(typed.search(/[:：]/) + 1).replaceAll('"', ''));
      if (last.note !== null) return [];
      const tokens = Object.entries(NAMES).filter(([name]) => name.startsWith(typed.toLowerCase()));
      const offered = [...new Set(tokens.map(([, token]) => token))].map((token) => ({ text: `${token}:`, token, count: null }));
      return [...offered, ...(typed.length > 1 ? (['tag', 'collection', 'model', 'server', 'is'] as const).flatMap((token) => values(token, typed).slice(0, 3)) : [])].slice(0, 12);
    },
    shownJobs: async (filter, line, asked) => {
      const found = new Set(search(world.jobs(), { filter, search: line }).map((job) => job.id));
      return asked.filter((id) => found.has(id));
    },
    savedSearches: async () => saved,
    saveSearch: async (one) => {
      if (saved.some((other) => other.name.toLowerCase() === one.name.toLowerCase() && other.id !== one.id)) world.fail('name_taken', null, { name: one.name });
      const kept = one.id === '' ? { ...one, id: `search_${(ids += 1)}` } : one;
      saved = saved.some((other) => other.id === kept.id) ? saved.map((other) => (other.id === kept.id ? kept : other)) : [...saved, kept];
      return saved;
    },
    forgetSearch: async (id) => {
      saved = saved.filter((one) => one.id !== id);
      return saved;
    },
  };
}
