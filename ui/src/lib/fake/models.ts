/** Descriptions of models for the fake engine: one of each kind that the form has to show, named after it. */
import type { ModelView, Param } from '../generated/contract';

declare global {
  interface Window {
    /** Descriptions that a test brings along, by their names. */
    fakeModels?: Record<string, ModelView>;
  }
}

const sizes = (...list: [number, number][]) => list.map(([width, height]) => ({ width, height }));

const everyKind: Param[] = [
  { key: 'negative_prompt', type: 'long_text' },
  { key: 'seed', type: 'int', min: 0 },
  { key: 'fps', type: 'int', values: [12, 24, 25, 30] },
  { key: 'style', type: 'text', values: ['thanksgiving', 'comic', 'news', 'selfie', 'nostalgic', 'anime'] },
  { key: 'mode', type: 'text', values: ['std', 'pro'], default: 'std' },
  { key: 'watermark', type: 'bool' },
  { key: 'generate_audio', type: 'bool', default: true },
  { key: 'cfg_scale', type: 'number', min: 0, max: 1, help: 'How closely the video follows the prompt.' },
  { key: 'n', type: 'int', min: 1, max: 10 },
  { key: 'user', type: 'text' },
  { key: 'response_format', type: 'text', values: ['url', 'b64_json'] },
  {
    key: 'xcam_rig_profile',
    type: 'text',
    help: 'The profile of the virtual camera rig. It is one of the names that the account’s own page lists under Rigs; a name that is not there is taken as the default rig, without any warning in the answer.',
  },
  { key: 'metadata', type: 'json' },
];

function base(id: string): ModelView {
  return {
    id,
    known: true,
    sizes: sizes([1280, 720], [1920, 1080], [720, 1280], [1024, 1024]),
    size_free: false,
    size_default: { width: 1280, height: 720 },
    aspects: [],
    aspect_default: null,
    tiers: [],
    tier_default: null,
    seconds_taken: true,
    seconds: [4, 8, 12],
    seconds_min: null,
    seconds_max: null,
    seconds_free: false,
    seconds_default: 8,
    first_frame: true,
    last_frame: true,
    references: 2,
    local_pictures: true,
    params: [],
    rules: [],
    prompt_max: 2000,
    takes_param: null,
  };
}

const noSizes = { sizes: [], size_default: null };

const kinds: Readonly<Record<string, Partial<ModelView>>> = {
  'sora-2': { sizes: sizes([720, 1280], [1280, 720]), last_frame: false, references: 0 },
  /** Shape and tier instead of pixels, and a range of lengths. */
  words: {
    ...noSizes,
    aspects: ['16:9', '4:3', '1:1', '3:4', '9:16', '21:9', 'adaptive'],
    aspect_default: '16:9',
    tiers: ['480p', '720p', '1080p'],
    tier_default: '720p',
    seconds: [],
    seconds_min: 4,
    seconds_max: 15,
    seconds_default: 5,
    params: everyKind.filter(({ key }) => ['negative_prompt', 'seed', 'watermark'].includes(key)),
  },
  /** A tier alone, lengths listed and in a range. */
  ranges: { ...noSizes, tiers: ['720P', '1080P'], tier_default: '1080P', seconds: [5, 10], seconds_min: 3, seconds_max: 20, seconds_default: 5 },
  /** News is short. */
  params: { params: everyKind, rules: [{ if: { style: ['news'] }, then: { seconds: [4, 8] } }] },
  /** Much of it does not go together. */
  rules: {
    ...noSizes,
    aspects: ['16:9', '9:16'],
    aspect_default: '16:9',
    tiers: ['720p', '1080p'],
    tier_default: '720p',
    seconds: [5, 10],
    seconds_default: 5,
    params: everyKind.filter(({ key }) => ['mode', 'generate_audio'].includes(key)),
    rules: [
      { if: { tier: ['1080p'] }, then: { seconds: [5] } },
      { if: { reference: true }, then: { first: false, last: false } },
      { if: { first: false }, then: { aspect: ['16:9'] } },
      { if: { mode: ['pro'] }, then: { generate_audio: [false], seconds: { min: null, max: 8 } } },
    ],
  },
  /** Pictures by address alone. */
  links: { ...noSizes, aspects: ['16:9', '9:16'], aspect_default: '16:9', local_pictures: false, references: 4, seconds: [], seconds_min: 3, seconds_max: 15, seconds_default: null },
  /** Its name says it all. */
  fixed: { ...noSizes, seconds_taken: false, seconds: [], seconds_default: null, last_frame: false, references: 0 },
};

/** The description of a model; of one that nobody knows everything is free. */
export function model(id: string): ModelView {
  const described = typeof window === 'undefined' ? undefined : window.fakeModels?.[id];
  if (described !== undefined) return described;
  const kind = kinds[id];
  if (kind !== undefined) return { ...base(id), ...kind };
  if (id.startsWith('demo')) return { ...base(id), size_free: true, seconds_free: true, last_frame: false, references: 0, prompt_max: 32_000 };
  if (id.startsWith('wan')) return base(id);
  return { ...base(id), known: false, size_free: true, seconds_free: true, size_default: null, seconds_default: null, last_frame: false, references: 0, prompt_max: null };
}
