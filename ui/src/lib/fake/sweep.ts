/** The engine's part of a sweep for the fake one: `{a|b}` and every combination, without what the engine knows of escapes inside. */
import { longestOf } from './craft';
import type { CreateJobs, PlannedJob } from '../generated/contract';

const MOST = 200;
export const TOO_MANY = { limit: String(MOST) };

/** The prompts of a text; a sign behind a backslash means nothing. */
export function promptsOf(text: string): string[] {
  if (!text.includes('{') || !text.includes('|')) return [text];
  const hidden = text.replaceAll(/\\([{|}\\])/g, (_, sign: string) => String.fromCodePoint(0xe000 + '{|}\\'.indexOf(sign)));
  const shown = (one: string) => one.replaceAll(/[\ue000-\ue003]/g, (sign) => '{|}\\'.charAt((sign.codePointAt(0) ?? 0) - 0xe000));
  return [...new Set(expand(hidden).map(shown))];
}

/** The innermost choice that comes first, and so on until there is none. */
function expand(text: string): string[] {
  const choice = /\{([^{}]*\|[^{}]*)\}/.exec(text);
  if (choice === null) return [text];
  return (choice[1] ?? '').split('|').flatMap((one) => expand(text.slice(0, choice.index) + one + text.slice(choice.index + choice[0].length)));
}

/** `null`: too many. */
export function planOf(request: CreateJobs): PlannedJob[] | null {
  const { sweep } = request;
  const or = <T>(several: readonly T[] | undefined, one: T): readonly T[] => (several === undefined || several.length === 0 ? [one] : several);
  const seed = request.params['seed'] ?? request.extra['seed'] ?? null;
  const lines: PlannedJob[] = [];
  for (const prompt of sweep?.prompt === true ? promptsOf(request.prompt) : [request.prompt])
    for (const model of or(sweep?.models, request.model))
      for (const size of or(sweep?.sizes, request.size))
        for (const aspect of or(sweep?.aspects, request.aspect))
          for (const tier of or(sweep?.tiers, request.tier))
            for (const seconds of or(sweep?.seconds, request.seconds))
              for (const one of or<unknown>(sweep?.seeds, seed)) lines.push({ prompt, longest: sweep?.wildcards === true ? longestOf(prompt) : [...prompt.trim()].length, model, size, aspect, tier, seconds, seed: one, takes: request.takes, trouble: null });
  return lines.length * request.takes > MOST ? null : lines;
}

/** The request of one line. */
export function asOne(request: CreateJobs, line: PlannedJob): CreateJobs {
  const { prompt, model, size, aspect, tier, seconds } = line;
  const extra = request.sweep !== undefined && request.sweep.seeds.length > 0 ? { ...request.extra, seed: line.seed } : request.extra;
  return { ...request, prompt, model, size, aspect, tier, seconds, extra };
}
