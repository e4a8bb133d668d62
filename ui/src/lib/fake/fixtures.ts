/** A library for the fake engine: jobs in every state that people see, in both languages and all shapes. */
import type { JobView, ServerView, Settings, State, Verb } from '../generated/contract';
import { lessons } from './lessons';
import { basisOf, costOf } from './money';
export { model } from './models';
import { still, strip, type Scene } from './scenes';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const servers: ServerView[] = [
  { id: 'srv_home', name: 'Home GPU', base_url: 'http://192.168.1.20:8000/v1', profile: 'openai-generic', is_demo: false, key: { present: false, backend: null, hint: null, asking: false }, can: ['list', 'delete', 'remix', 'edit', 'extend'], lessons: [], tells_balance: false },
  { id: 'srv_relay', name: 'relay', base_url: 'https://relay.example/v1', profile: 'openai-generic', is_demo: false, key: { present: true, backend: 'keychain', hint: '4f2a', asking: false }, can: ['list', 'delete', 'remix', 'edit', 'extend'], lessons: lessons('srv_relay'), tells_balance: true },
  { id: 'demo', name: 'Demo', base_url: 'http://127.0.0.1/v1', profile: 'demo', is_demo: true, key: { present: false, backend: null, hint: null, asking: false }, can: ['list', 'delete', 'remix', 'edit', 'extend'], lessons: [], tells_balance: false },
];

export const settings: Settings = { theme: 'dark', language: 'en', proxy: '', routes: {}, certificates: '', shortcuts: {}, notifications: true, look_for_updates: false, background: false, keys_in_file: false, composer: {}, row_height: 0, ask_above: 8, budget: null, recipe_in_files: true, downloads: 3, thumbnails: true, file_names: '', zoom: 100, guided: true };

export const modelsOf: Record<string, readonly string[]> = {
  srv_home: ['wan2.6-t2v', 'wan2.6-i2v'],
  srv_relay: ['sora-2', 'kling-v2-6', 'seedance-1-pro', 'words', 'ranges', 'params', 'links', 'fixed', 'rules'],
  demo: ['demo'],
};

interface Sketch {
  prompt: string;
  model: string;
  server: string;
  state: State;
  scene?: Scene;
  size?: [number, number];
  seconds?: number;
  real?: number;
  age: number;
  more?: Partial<JobView>;
}

/** The verbs as the engine offers them, for the fake only. */
export function verbsFor(state: State): Verb[] {
  const table: Readonly<Record<State, readonly Verb[]>> = {
    draft: ['undo'],
    submitting: [],
    unconfirmed: ['look_for_it', 'create_again', 'dismiss'],
    queued: ['check_again', 'stop_watching'],
    running: ['check_again', 'stop_watching'],
    completed: ['check_again', 'stop_watching'],
    downloading: [],
    ready: ['create_again', 'remove'],
    failed: ['check_again', 'create_again', 'remove'],
    cancelled: ['check_again', 'create_again', 'remove'],
    expired: ['download_again', 'create_again', 'remove'],
    held: ['resume', 'remove'],
  };
  return [...table[state]];
}

/** A job from the few words that matter; the pictures are entered into `media`. */
export function job(id: string, sketch: Sketch, now: number, media: Map<string, string>): JobView {
  const [width, height] = sketch.size ?? [1280, 720];
  const ready = sketch.state === 'ready';
  const scene = sketch.scene;
  if (ready) media.set(`ast_${id}`, `/clip.webm`);
  if (ready && scene) {
    media.set(`pst_${id}`, still(scene, Math.round(width / 2.5), Math.round(height / 2.5)));
    media.set(`str_${id}`, strip(scene, 160, Math.round((160 * height) / width)));
  }
  const created = now - sketch.age;
  return {
    id: `job_${id}`,
    batch: `bat_${id}`,
    take: 1,
    takes: 1,
    server: sketch.server,
    server_name: servers.find((server) => server.id === sketch.server)?.name ?? sketch.server,
    model: sketch.model,
    prompt: sketch.prompt,
    seconds: sketch.seconds ?? 8,
    size: { width, height },
    inputs: [],
    written: null,
    aspect: null,
    tier: null,
    params: {},
    action: 'create',
    parent: null,
    cost: costOf(sketch.server, sketch.model, sketch.seconds ?? 8),
    price: basisOf(sketch.server, sketch.model),
    charged: sketch.state !== 'draft' && sketch.state !== 'held' && sketch.state !== 'failed',
    again: verbsFor(sketch.state).includes('create_again') ? costOf(sketch.server, sketch.model, sketch.seconds ?? 8) : null,
    extra: {},
    state: sketch.state,
    remote_id: sketch.state === 'draft' || sketch.state === 'unconfirmed' || sketch.state === 'held' ? null : `video_gen_5c6a${id}77219980`,
    progress: null,
    created_at: created,
    undo_until: null,
    sent_at: sketch.state === 'draft' || sketch.state === 'held' ? null : created + 5000,
    accepted_at: created + 5800,
    heard_at: now - 3000,
    ended_at: ready ? created + 3 * MINUTE : null,
    next_at: null,
    expires_at: null,
    pace: null,
    transfer: null,
    video: ready
      ? { id: `ast_${id}`, mime: 'video/mp4', bytes: 8_412_332, name: `${sketch.prompt.slice(0, 12).replaceAll(/\W+/g, '-').toLowerCase()}-${id}.mp4`, width, height, seconds: sketch.real ?? sketch.seconds ?? 8, fps: 30, has_audio: false }
      : null,
    poster: ready && scene ? `pst_${id}` : null,
    filmstrip: ready && scene ? `str_${id}` : null,
    error: null,
    fix: null,
    remote_deleted_at: null,
    favourite: false,
    rating: 0,
    tags: [],
    collections: [],
    trashed_at: null,
    trashed_until: null,
    verbs: verbsFor(sketch.state),
    ...sketch.more,
  };
}

const boat = 'Paper boat crosses a rain puddle like an ocean, macro lens, ripples catching golden light';

/** Newest first. */
export function library(now: number, media: Map<string, string>): JobView[] {
  const at = (minutes: number) => minutes * MINUTE;
  const sketches: Record<string, Sketch> = {
    a1: { prompt: 'Lighthouse keeper’s lamp sweeps over a violet sea at dusk, gulls drifting through the beam', model: 'wan2.6-t2v', server: 'srv_home', state: 'running', age: 134_000 + 5000, more: { inputs: [{ role: 'first', fit: 'crop', name: 'lighthouse.png', size: { width: 1280, height: 720 }, url: null, media: 'pic_lighthouse', frame_of: 'job_c5' }], progress: 61, pace: { median_ms: 190_000, p95_ms: 320_000 } } },
    a2: { prompt: 'Neon alley in the rain, red umbrella', model: 'sora-2', server: 'srv_relay', state: 'downloading', size: [720, 1280], age: at(4), more: { transfer: { received: 6_100_000, total: 8_400_000 }, expires_at: now + at(41) } },
    a3: { prompt: 'Harbour at low tide, fishing nets', model: 'kling-v2-6', server: 'srv_relay', state: 'unconfirmed', age: at(9) },
    a4: { prompt: '雪后的胡同，一只橘猫从红灯笼下走过，镜头缓缓推近', model: 'wan2.6-t2v', server: 'srv_home', state: 'queued', age: at(1), more: { pace: { median_ms: 190_000, p95_ms: 320_000 } } },
    a5: { prompt: 'A crowded stadium with a famous singer on stage', model: 'sora-2', server: 'srv_relay', state: 'failed', age: at(14), more: { error: { code: 'refused_content', message: 'Your request was rejected by our moderation system.', http_status: 400, params: {} } } },
    a6: { prompt: 'A kite loses its string above a wheat field', model: 'sora-2', server: 'srv_relay', state: 'failed', seconds: 15, age: at(17), more: { remote_id: null, verbs: ['create_again', 'remove'], error: { code: 'refused', message: 'seconds must be one of 4, 8, 12', http_status: 400, params: {} }, fix: { lesson: { field: 'seconds', says: { kind: 'one_of', values: [4, 8, 12] } }, value: 12, cost: costOf('srv_relay', 'sora-2', 12) } } },
    b1: { prompt: 'A calico cat playing a piano on stage', model: 'sora-2', server: 'srv_relay', state: 'ready', scene: 'stage', age: at(25), more: { favourite: true, rating: 5, tags: ['cats', 'stage'] } },
    b2: { prompt: 'Neon alley, red umbrella, slow push-in', model: 'kling-v2-6', server: 'srv_relay', state: 'ready', scene: 'alley', size: [720, 1280], seconds: 5, age: at(31) },
    b3: { prompt: boat, model: 'wan2.6-t2v', server: 'srv_home', state: 'ready', scene: 'boat', real: 5.1, age: at(40), more: { batch: 'bat_boat', takes: 3, take: 1, extra: { seed: 20_231_234 }, inputs: [{ role: 'first', fit: 'crop', name: 'puddle.jpg', size: { width: 1280, height: 720 }, url: null, media: 'pic_puddle', frame_of: null }] } },
    b4: { prompt: boat, model: 'wan2.6-t2v', server: 'srv_home', state: 'ready', scene: 'boat', age: at(40), more: { batch: 'bat_boat', takes: 3, take: 2 } },
    b5: { prompt: boat, model: 'wan2.6-t2v', server: 'srv_home', state: 'ready', real: 3, age: at(40), more: { batch: 'bat_boat', takes: 3, take: 3 } },
    b6: { prompt: '锦鲤在深绿色的池塘里转身，水面有落叶', model: 'seedance-1-pro', server: 'srv_relay', state: 'ready', scene: 'koi', size: [720, 1280], seconds: 5, age: at(52) },
    b7: { prompt: 'Ridges at first light, the wind picks up', model: 'words', server: 'srv_relay', state: 'ready', scene: 'ridges', seconds: 7, age: at(58), more: { size: null, aspect: '21:9', tier: '1080p', params: { seed: 7, watermark: false, negative_prompt: 'blurry, text' }, inputs: [{ role: 'first', fit: 'none', name: 'ridges.jpg', size: null, url: 'https://pictures.example/ridges.jpg', media: null, frame_of: null }] } },
    b8: { prompt: 'A paper boat on a short loop', model: 'words', server: 'srv_relay', state: 'ready', size: [640, 360], age: at(61), more: { video: { id: 'ast_b8', mime: 'image/gif', bytes: 18_214, name: 'paper-boat-b8.gif', width: 320, height: 180, seconds: null, fps: null, has_audio: null } } },
    b9: { prompt: 'Two camels cross the dunes at noon, the wind draws lines', model: 'sora-2', server: 'srv_relay', state: 'ready', scene: 'dunes', age: at(66), more: { remote_deleted_at: now - at(12), parent: 'job_c3', action: 'remix' } },
    c1: { prompt: 'An astronaut stands up and walks out of frame', model: 'kling-v2-6', server: 'srv_relay', state: 'ready', scene: 'planet', seconds: 10, age: DAY },
    c2: { prompt: 'Ridges at first light, slow pan', model: 'seedance-1-pro', server: 'srv_relay', state: 'ready', scene: 'ridges', size: [1024, 1024], seconds: 5, age: DAY + at(3) },
    c3: { prompt: 'Two camels cross the dunes in long shadow', model: 'sora-2', server: 'srv_relay', state: 'ready', scene: 'dunes', size: [1792, 1024], age: DAY + at(6), more: { favourite: true, rating: 4, tags: ['dunes'], collections: ['Desert film'] } },
    c4: { prompt: 'A train window in the rain', model: 'sora-2', server: 'srv_relay', state: 'expired', age: DAY + at(11) },
    c5: { prompt: '灯塔的光扫过紫色的海面，海鸥穿过光束', model: 'wan2.6-t2v', server: 'srv_home', state: 'ready', scene: 'lighthouse', age: DAY + at(20) },
  };
  const first = Object.entries(sketches).map(([id, sketch]) => job(id, sketch, now, media));
  for (const { id, video } of first) if (id === 'job_b5' && video !== null) Object.assign(video, { fps: 12, width: 320, height: 180 });
  media.set('ast_b8', '/clip.gif');
  // Each of its 36 frames, 12 a second, carries its own number: six squares, the lowest bit first.
  media.set('ast_b5', '/count.webm');
  const scenes: Scene[] = ['ridges', 'boat', 'dunes', 'koi', 'planet', 'stage', 'alley', 'lighthouse'];
  const older = Array.from({ length: 180 }, (_, i) =>
    job(`o${i}`, { prompt: `${scenes[i % 8] ?? ''} study ${i + 1}`, model: 'wan2.6-t2v', server: 'srv_home', state: 'ready', scene: scenes[i % 8] ?? 'boat', size: i % 5 === 2 ? [720, 1280] : i % 7 === 3 ? [1024, 1024] : [1280, 720], age: 2 * DAY + at(i * 37) }, now, media),
  );
  return [...first, ...older].sort((a, b) => b.created_at - a.created_at || a.take - b.take);
}

/** Four takes of one press: two are clips, one is being made, one was refused. And one press of which nothing is there yet. */
export function underway(now: number, media: Map<string, string>): JobView[] {
  const words = 'A fox walks through fresh snow between birches, breath in the cold air';
  const takes: readonly Sketch['state'][] = ['ready', 'running', 'ready', 'failed'];
  const more = (take: number): Partial<JobView> => ({ batch: 'bat_fox', takes: 4, take: take + 1, pace: { median_ms: 190_000, p95_ms: 320_000 } });
  const kite = (take: number): Partial<JobView> => ({ batch: 'bat_kite', takes: 3, take: take + 1, pace: { median_ms: 190_000, p95_ms: 320_000 } });
  return [
    ...(['queued', 'running', 'queued'] as const).map((state, take) => job(`k${take}`, { prompt: 'A paper kite above a wheat field, storm light', model: 'wan2.6-t2v', server: 'srv_home', state, age: 40_000, more: kite(take) }, now, media)),
    ...takes.map((state, take) => job(`f${take}`, { prompt: words, model: 'wan2.6-t2v', server: 'srv_home', state, scene: take === 0 ? 'ridges' : 'lighthouse', age: 100_000, more: more(take) }, now, media)),
  ];
}

/** Three years of clips, a press of several takes now and then; they have their pictures in common. */
export function years(now: number, media: Map<string, string>): JobView[] {
  const shapes = [[1280, 720], [1280, 720], [720, 1280], [1024, 1024]] as const;
  const made = Array.from({ length: 4000 }, (_, i) => {
    const press = Math.floor(i / 5);
    const takes = press % 4 === 0 ? 5 : 1;
    const age = 9 * DAY + Math.floor((takes > 1 ? press * 5 : i) * 0.27 * DAY);
    const size = shapes[press % shapes.length] ?? shapes[0];
    const one = job(`y${i}`, { prompt: `Study ${press}`, model: 'wan2.6-t2v', server: 'srv_home', state: 'ready', size: [...size], age, more: takes > 1 ? { batch: `bat_y${press}`, takes, take: (i % 5) + 1 } : {} }, now, media);
    const like = size[0] < size[1] ? 'o2' : size[0] === size[1] ? 'o3' : `o${[0, 1, 4, 5, 6][press % 5]}`;
    return { ...one, poster: `pst_${like}`, filmstrip: `str_${like}` };
  });
  return made.sort((a, b) => b.created_at - a.created_at || a.take - b.take);
}
