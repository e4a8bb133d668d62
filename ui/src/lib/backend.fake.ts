/**
 * An engine in memory, for browser tests and for `npm run dev` in a plain browser. It is in no release: `main.ts` asks for
 * it only in the mode `fake` or while developing. The address chooses: `?wall=empty`, `?keychain=none`, `?theme=light`,
 * `?language=zh-CN`, `?wall=years` (thousands of clips), `?wall=takes` (a press whose takes are on their way), `?server=demo`, `?video=broken`, `?row=224` (height of the wall's rows), `?undo=800` (milliseconds),
 * `?remote=refuse`, `?remote=absent`, `?plan=slow`, `?pages=slow`, `?models=slow`, `?picture=gone` (one that was staged), `?prices=none`, `?clipboard=file` (one that the page cannot read),
 * `?limit=300000` (bytes of a picture), `?recipe=newer`, `?craft=full`, `?presets=newer`, `?start=library_away` (or another
 * code: a start that cannot succeed), and those of `fake/library` and `fake/out`.
 */
import type { Backend } from './backend';
import { dayKey } from './format';
import * as fixtures from './fake/fixtures';
import { fakeBring } from './fake/bring';
import { drawnFrom, fakeCraft, previewOf } from './fake/craft';
import { fakeDesk } from './fake/desk';
import { fakeConnect } from './fake/connect';
import { fakeFit } from './fake/fit';
import { misfitOf } from './fake/misfit';
import { asOne, planOf, TOO_MANY } from './fake/sweep';
import { fakeLibrary } from './fake/library';
import { fakeMarks } from './fake/marks';
import { fakeMoney, spentOn } from './fake/money';
import { fakeOut } from './fake/out';
import { probe } from './fake/probe';
import { fakeRecipe } from './fake/recipe';
import { again, fakeRemote, receiptOf } from './fake/remote';
import { still } from './fake/scenes';
import { fakeSearch, search } from './fake/search';
import { isLive, needsYou } from './states';
import type { AppEvent, Counts, CreateJobs, ErrorCode, ErrorView, JobView, Language, PlannedJob, ServerView, Settings, StagedPicture, State, Theme } from './generated/contract';

/** What tests may do to the engine. */
export interface FakeEngine {
  emit(event: AppEvent): void;
  /** Changes a job and tells the window. */
  change(id: string, change: Partial<JobView>): void;
  changeServer(id: string, change: Partial<ServerView>): void;
  readonly calls: readonly { name: string; args: unknown[] }[];
}

declare global {
  interface Window {
    fakeEngine?: FakeEngine;
  }
}

const fail = (code: ErrorCode, message: string | null = null, params: Record<string, string> = {}): never => {
  throw { code, message, http_status: null, params } satisfies ErrorView;
};

/** Fields of a request that the wall shows. */
function jobFrom(request: CreateJobs, id: string, [take, takes]: [number, number], now: number, undoMs: number): JobView {
  const base = fixtures.job(id, { prompt: request.prompt, model: request.model, server: request.server, state: 'draft', age: 0 }, now, new Map());
  return {
    ...base,
    batch: `bat_${request.client_key}`,
    take,
    takes,
    size: request.size,
    seconds: request.seconds,
    aspect: request.aspect,
    tier: request.tier,
    params: request.params,
    extra: request.extra,
    inputs: request.inputs.map((input) => ({ role: input.role, fit: input.fit, name: 'picture.png', size: input.staged === null ? null : request.size, url: input.url ?? null, media: input.staged, frame_of: input.frame_of ?? null })),
    undo_until: now + undoMs,
    heard_at: null,
  };
}

export function fakeBackend(): Backend {
  const query = new URLSearchParams(location.search);
  const now = Date.now();
  const undoMs = Number(query.get('undo') ?? 5000);
  const media = new Map<string, string>();
  const settings: Settings = {
    ...fixtures.settings,
    theme: (query.get('theme') ?? 'dark') as Theme,
    language: (query.get('language') ?? 'en') as Language,
    guided: query.get('wall') !== 'empty',
    row_height: Number(query.get('row') ?? 0),
    composer: query.has('server') ? { server: query.get('server') } : {},
  };
  let servers: ServerView[] = query.get('wall') === 'empty' ? fixtures.servers.filter((server) => server.is_demo) : [...fixtures.servers];
  let jobs: JobView[] = query.get('wall') === 'empty' ? [] : [...(query.get('wall') === 'takes' ? fixtures.underway(now, media) : []), ...fixtures.library(now, media), ...(query.get('wall') === 'years' ? fixtures.years(now, media) : [])];
  let tell: (event: AppEvent) => void = () => undefined;
  let ids = 0;
  const calls: { name: string; args: unknown[] }[] = [];

  const counts = (): Counts => {
    const shown = jobs.filter((job) => job.trashed_at === null);
    const number = (fits: (job: JobView) => boolean) => shown.filter(fits).length;
    return {
      everything: shown.length,
      in_progress: number((job) => isLive(job.state)),
      needs_you: number((job) => needsYou(job.state)),
      favourites: number((job) => job.favourite),
      rendering: number((job) => job.state === 'queued' || job.state === 'running'),
      downloading: number((job) => job.state === 'completed' || job.state === 'downloading'),
    };
  };

  const find = (id: string): JobView => jobs.find((job) => job.id === id) ?? fail('not_found');

  function change(id: string, with_: Partial<JobView>): JobView {
    const next = { ...find(id), ...with_ };
    if (with_.state !== undefined) next.verbs = fixtures.verbsFor(with_.state);
    if (with_.trashed_at !== undefined) next.verbs = fixtures.verbsFor(next.state).filter((verb) => next.trashed_at === null || verb === 'remove');
    jobs = jobs.map((job) => (job.id === id ? next : job));
    tell({ type: 'jobs', jobs: [next], counts: counts() });
    return next;
  }

  function drop(gone: string[]): void {
    jobs = jobs.filter((job) => !gone.includes(job.id));
    tell({ type: 'removed', ids: gone, counts: counts() });
  }

  function changeServer(id: string, with_: Partial<ServerView>): void {
    servers = servers.map((server) => (server.id === id ? { ...server, ...with_ } : server));
    tell({ type: 'servers', servers });
  }

  /** Jobs that a server alone knew. */
  function bring(found: JobView[]): void {
    jobs = [...jobs, ...found].sort((a, b) => b.created_at - a.created_at);
    tell({ type: 'jobs', jobs: found, counts: counts() });
  }

  /** The way of a job, a second a step. */
  function walk(id: string): void {
    const at = Date.now();
    const clip = fixtures.job(id.slice(4), { prompt: '', model: '', server: 'demo', state: 'ready', scene: 'boat', age: 0 }, at, media);
    const steps: Partial<JobView>[] = [
      { state: 'submitting', sent_at: at, undo_until: null },
      { state: 'queued', heard_at: at, remote_id: 'video_demo' },
      { state: 'running', heard_at: at, progress: 40 },
      { state: 'downloading', transfer: { received: 300_000, total: 900_000 } },
      { state: 'ready', transfer: null, progress: null, video: clip.video, poster: clip.poster, filmstrip: clip.filmstrip, error: null },
    ];
    steps.forEach((step, index) =>
      setTimeout(() => {
        if (jobs.some((job) => job.id === id)) change(id, step);
      }, index * 700),
    );
  }

  function stage(name: string, width = 1536, height = 1024): StagedPicture {
    const id = `pic_${(ids += 1)}`;
    media.set(id, still('lighthouse', width / 4, height / 4));
    return { id, name, width, height, bytes: 412_000 };
  }

  const gone = query.get('picture') === 'gone';
  const craft = fakeCraft(query, now, fail);

  const check = (request: CreateJobs): void => {
    if (request.prompt.trim() === '') fail('prompt_empty');
    if (gone && request.inputs.some((input) => input.staged !== null)) fail('picture_gone');
    const misfit = misfitOf(request, fixtures.model(request.model));
    if (misfit !== null) throw misfit;
  };

  const make = (request: CreateJobs): JobView[] => {
    const plan = planOf(request) ?? fail('too_many', null, TOO_MANY);
    const one = (line: PlannedJob) => ({ ...asOne(request, line), prompt: request.sweep?.wildcards === true ? drawnFrom(line.prompt, fail) : line.prompt });
    const wanted = plan.flatMap((line) => Array.from({ length: line.takes }, () => one(line)));
    wanted.forEach(check);
    if (request.count !== undefined && request.count !== wanted.length) fail('count_changed', null, { count: String(wanted.length) });
    const at = Date.now();
    craft.note(request);
    const made = wanted.map((one, index) => jobFrom(one, `n${(ids += 1)}`, [index + 1, wanted.length], at, undoMs));
    jobs = [...made, ...jobs];
    tell({ type: 'jobs', jobs: made, counts: counts() });
    setTimeout(() => made.forEach((job) => jobs.some((other) => other.id === job.id) && walk(job.id)), undoMs);
    return made;
  };

  window.fakeEngine = { emit: (event) => tell(event), change: (id, with_) => void change(id, with_), changeServer, calls };

  const engine: Backend = {
    bootstrap: async () => {
      const trouble = query.get('start');
      if (trouble !== null) fail(trouble as ErrorCode, null, { folder: '/media/kim/films/Rushes', ...(trouble === 'library_moving' ? { to: '/media/kim/new drive/Rushes library' } : {}), ...(trouble === 'library_read_only' ? { detail: 'Read-only file system (os error 30)' } : {}) });
      return {
        version: '0.1.0',
        servers,
        settings,
        counts: counts(),
        media_base: '',
        now: Date.now(),
        keychain: query.get('keychain') !== 'none',
        copies_files: true,
        codec_command: 'sudo apt install gstreamer1.0-libav gstreamer1.0-plugins-bad',
        system_language: navigator.language,
        undo_ms: undoMs,
        rebuilt: query.has('rebuilt') ? { aside: query.get('rebuilt') === 'gone' ? null : 'damaged-2026-11-24', from_copy: false, jobs: 42, files: 3 } : null,
        archive: null,
      };
    },
    subscribe: async (onEvent) => {
      tell = onEvent;
    },
    uiReady: async () => undefined,
    log: async () => undefined,
    saveSettings: async (next) => {
      if (next.proxy === 'nonsense') fail('invalid_value', null, { field: 'proxy' });
      if (next.certificates !== '' && !next.certificates.includes('BEGIN CERTIFICATE')) fail('invalid_value', null, { field: 'certificates' });
      return Object.assign(settings, next);
    },
    ...fakeDesk(query, settings, fail),

    listServers: async () => servers,
    saveServer: async (draft) => {
      if (!/^https?:\/\//.test(draft.base_url)) fail('url_invalid');
      const old = servers.find((server) => server.id === draft.id);
      const saved: ServerView = {
        id: draft.id ?? `srv_${(ids += 1)}`,
        name: draft.name || new URL(draft.base_url).host,
        base_url: draft.base_url,
        profile: draft.profile ?? 'openai-generic',
        is_demo: false,
        key: old?.key ?? { present: false, backend: null, hint: null, asking: false },
        can: old?.can ?? ['list'],
        lessons: old?.lessons ?? [],
        tells_balance: old?.tells_balance ?? false,
      };
      servers = [saved, ...servers.filter((server) => server.id !== saved.id)];
      return saved;
    },
    removeServer: async (id) => {
      servers = servers.filter((server) => server.id !== id);
    },
    testServer: async (id) => probe(servers.find((server) => server.id === id) ?? fail('not_found'), null),
    testDraft: async (draft, key) => probe(draft, key),
    setServerKey: async (id, key, place) => {
      if (query.get('keychain') === 'slow') await new Promise((resolve) => setTimeout(resolve, 600));
      if (place === 'keychain' && query.get('keychain') === 'none') fail('keychain_unavailable');
      const status = { present: true, backend: place, hint: key.length >= 12 ? key.slice(-4) : null, asking: false };
      servers = servers.map((server) => (server.id === id ? { ...server, key: status } : server));
      return status;
    },
    forgetServerKey: async (id) => {
      const status = { present: false, backend: null, hint: null, asking: false };
      servers = servers.map((server) => (server.id === id ? { ...server, key: status } : server));
      return status;
    },
    ...fakeConnect(query, { servers: () => servers, set: (next) => (servers = next), bring, fail, now }),
    ...fakeMoney(query, { jobs: () => jobs, servers: () => servers, fail }),
    ...fakeLibrary(query, { clips: () => jobs.filter((job) => job.state === 'ready').length, tell: (event) => tell(event), now, fail }),
    ...craft,
    ...fakeOut(query, { find, tell: (event) => tell(event), fail }),
    ...fakeBring(query, { find, bring, fail, media }),
    ...fakeRemote(query, { find, make, change, fail }),
    ...fakeSearch({ jobs: () => jobs, fail }),
    ...fakeMarks({ jobs: () => jobs, find, change, drop, fail, gone: (gone) => tell({ type: 'removed', ids: gone, counts: counts() }) }),
    listModels: async (server) => {
      if (query.get('models') === 'slow') await new Promise((resolve) => setTimeout(resolve, 1500));
      return (fixtures.modelsOf[server] ?? []).map(fixtures.model);
    },
    describeModel: async (_server, model) => fixtures.model(model),

    createJobs: async (request) => make(request),
    undoBatch: async (batch) => drop(jobs.filter((job) => job.batch === batch && job.state === 'draft').map((job) => job.id)),
    act: async (id, verb) => {
      const job = find(id);
      if (verb === 'look_for_it' && query.get('remote') === 'unlisted') fail('not_in_list');
      const to: Partial<Record<typeof verb, State>> = { check_again: 'queued', look_for_it: 'queued', dismiss: 'cancelled', hold_back: 'held', resume: 'submitting', stop_watching: 'cancelled', download_again: 'downloading' };
      if (verb === 'remove' || verb === 'undo') {
        drop([id]);
        return [];
      }
      if (verb === 'create_again') {
        return make(again(job, `again${(ids += 1)}`));
      }
      const state = to[verb];
      return state === undefined ? [] : [change(id, { state, error: null })];
    },
    planned: async (request) => {
      const plan = planOf(request);
      if (query.get('plan') === 'slow') await new Promise((resolve) => setTimeout(resolve, 900));
      const lines = plan ?? fail('too_many', null, TOO_MANY);
      if (request.sweep?.wildcards === true) lines.forEach((line) => drawnFrom(line.prompt, fail));
      return lines.map((line) => ({ ...line, trouble: misfitOf(asOne(request, line), fixtures.model(line.model)) }));
    },
    previewRequest: async (request) => {
      check(request);
      const plan = planOf(request);
      return previewOf({ ...request, prompt: plan?.[0]?.prompt ?? request.prompt }, servers.find((server) => server.id === request.server)?.base_url ?? '', fail);
    },

    wall: async ({ cursor, limit, ...asked }) => {
      const all = search(jobs, asked);
      const from = Number(cursor ?? 0);
      if (cursor !== null && query.get('pages') === 'slow') await new Promise((resolve) => setTimeout(resolve, 80));
      const page = all.slice(from, from + limit).map((job) => (settings.thumbnails ? job : { ...job, poster: null, filmstrip: null }));
      const days = [...new Set(page.map((job) => dayKey(job.created_at)))];
      return {
        jobs: page,
        next: from + limit < all.length ? String(from + limit) : null,
        days: (asked.order.by === 'date' ? days : []).map((day) => ({ day, takes: all.filter((job) => dayKey(job.created_at) === day).length, spent: spentOn(all, day) })),
      };
    },
    wallDays: async (filter, line, order) => {
      if (order.by !== 'date') return [];
      const all = search(jobs, { filter, search: line, order });
      const days = new Map<string, JobView[]>();
      for (const job of all) days.set(dayKey(job.created_at), [...(days.get(dayKey(job.created_at)) ?? []), job]);
      return [...days].map(([day, takes]) => ({
        day,
        takes: takes.length,
        breadth: takes.reduce((sum, { size }) => sum + (size === null ? 16 / 9 : size.width / size.height), 0),
        cursor: String(all.findIndex((job) => dayKey(job.created_at) === day)),
      }));
    },
    job: async (id) => find(id),
    receipt: async (id) => receiptOf(find(id)),
    receiptReport: async (id, language) => `${language === 'zh-CN' ? '任务' : 'Job'} ${find(id).remote_id ?? ''}`,
    copyJobCurl: async () => undefined,

    pickPicture: async () => stage('harbour.jpg'),
    stagePicture: async (_bytes, name) => stage(name),
    stageAddress: async (address) => {
      const [line = ''] = address.split(/\r?\n/).filter((one) => one !== '' && !one.startsWith('#'));
      if (!/^(https?|data):/.test(line)) return null;
      if (line.includes('missing')) fail('picture_not_fetched', null, { host: new URL(line).host });
      return stage(new URL(line).pathname.split('/').pop() ?? 'picture');
    },
    pastePicture: async () => (query.get('clipboard') === 'file' ? stage('from the file manager.tif', 4000, 3000) : null),
    fitPicture: async (request) => (gone ? fail('picture_gone') : fakeFit(request, query, media)),
    restageInput: async () => stage('puddle.jpg', 1280, 720),
    storeStill: async () => undefined,

    showInFolder: async () => undefined,
    openInPlayer: async () => undefined,
    saveCopy: async () => true,
    openRecipe: async () => (query.get('recipe') === 'newer' ? fail('recipe_newer') : fakeRecipe(stage('picture', 1280, 720))),
    saveRecipe: async () => true,
    openLibraryFolder: async () => undefined,
    saveFrame: async () => true,
    copyFrame: async () => undefined,
    copyText: async () => undefined,
    setFullscreen: async () => undefined,
    mediaUrl: (id) => {
      if (id.startsWith('ast_') && query.get('video') === 'broken') return '/missing.webm';
      if (gone && id.startsWith('pic_')) return '/missing.png';
      return media.get(id) ?? (id.startsWith('pic_') ? still('lighthouse', 384, 256) : '/missing');
    },
  };
  return recording(engine, calls);
}

/** Notes every call, so that a test can ask what the window asked for. */
function recording(engine: Backend, calls: { name: string; args: unknown[] }[]): Backend {
  return new Proxy(engine, {
    get(target, name: keyof Backend & string) {
      const method = target[name] as ((...args: unknown[]) => unknown) | undefined;
      // A promise that resolves with this asks it for `then`.
      if (method === undefined) return undefined;
      return (...args: unknown[]) => {
        calls.push({ name, args });
        return method(...args);
      };
    },
  });
}
