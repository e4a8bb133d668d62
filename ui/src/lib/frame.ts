/**
 * How a model is told the picture's size: in pixels, or in words for shape (`16:9`) and tier (`720p`). What was chosen for
 * one model is carried over to the next in its own terms. Pure; it knows descriptions, not the form.
 */
import type { ModelView, Size } from './generated/contract';
import { ratioName } from './shapes';

/** Size, shape and tier as chosen; `null`: the server decides. */
export interface Chosen {
  readonly size: Size | null;
  readonly aspect: string | null;
  readonly tier: string | null;
}

export type FrameKind = 'pixels' | 'words' | 'none';

/** Pixels win where a model takes both: they say it all. Without a description everything is free. */
export function frameKind(model: ModelView | null): FrameKind {
  if (model === null || model.sizes.length > 0) return 'pixels';
  if (model.aspects.length > 0 || model.tiers.length > 0) return 'words';
  return model.size_free ? 'pixels' : 'none';
}

/** A word as the model spells it: servers differ in `720p` and `720P`. */
export function spelled(word: string | null, listed: readonly string[]): string | null {
  if (word === null) return null;
  return listed.find((one) => one.toLowerCase() === word.toLowerCase()) ?? word;
}

/** Whether the model lists a word, or takes none at all. */
export function lists(word: string | null, listed: readonly string[]): boolean {
  return word === null || listed.some((one) => one.toLowerCase() === word.toLowerCase());
}

/** What of the choice is sent to the model: never pixels and words for the same thing. */
export function sentFrame(model: ModelView | null, chosen: Chosen): Chosen {
  const kind = frameKind(model);
  const size = kind === 'pixels' ? chosen.size : null;
  if (model === null || size !== null) return { size, aspect: null, tier: null };
  return {
    size,
    aspect: model.aspects.length > 0 ? chosen.aspect : null,
    tier: model.tiers.length > 0 ? chosen.tier : null,
  };
}

/** The choice in the terms of another model; where nothing was chosen it takes the model's own. */
export function carried(before: FrameKind | null, model: ModelView, chosen: Chosen): Chosen {
  return frameKind(model) === 'words' ? inWords(before, model, chosen) : inPixels(before, model, chosen);
}

function inWords(before: FrameKind | null, model: ModelView, chosen: Chosen): Chosen {
  const shape = chosen.size === null ? null : ratioName(chosen.size);
  const known = shape !== null && model.aspects.includes(shape) ? shape : null;
  const aspect = before === 'pixels' && known !== null ? known : (chosen.aspect ?? known ?? model.aspect_default);
  const tier = chosen.tier ?? tierOf(chosen.size, model.tiers) ?? model.tier_default;
  return { size: chosen.size, aspect: spelled(aspect, model.aspects), tier: spelled(tier, model.tiers) };
}

function inPixels(before: FrameKind | null, model: ModelView, chosen: Chosen): Chosen {
  const size = chosen.size ?? model.size_default;
  const wanted = before === 'words' ? chosen.aspect : null;
  if (wanted === null || (size !== null && ratioName(size) === wanted)) return { ...chosen, size };
  return { ...chosen, size: nearest(model.sizes.filter((one) => ratioName(one) === wanted), size) ?? size };
}

/** The one with the number of pixels nearest to that of `like`: 1080p landscape becomes 1080p portrait. */
export function nearest(sizes: readonly Size[], like: Size | null): Size | undefined {
  if (like === null) return sizes[0];
  const off = (size: Size) => Math.abs(size.width * size.height - like.width * like.height);
  return [...sizes].sort((a, b) => off(a) - off(b))[0];
}

/** The tier whose number is the shorter side: 1920 × 1080 is `1080p`. */
function tierOf(size: Size | null, tiers: readonly string[]): string | null {
  if (size === null) return null;
  const short = Math.min(size.width, size.height);
  const lines = (tier: string) => ({ '2k': 1440, '4k': 2160 })[tier.toLowerCase()] ?? Number.parseInt(tier, 10);
  return tiers.find((tier) => lines(tier) === short) ?? null;
}

/** Width by height of a shape in words; `null` for words such as `adaptive`. */
export function ratioOf(aspect: string): number | null {
  const [, across, down] = /^(\d+(?:\.\d+)?)\s*[:x]\s*(\d+(?:\.\d+)?)$/.exec(aspect.trim()) ?? [];
  const ratio = Number(across) / Number(down);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : null;
}
