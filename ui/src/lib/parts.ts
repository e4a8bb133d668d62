/** Which parts of a clip's settings can be used alone: for menus, which only name them. Pure. */
import type { JobView } from './generated/contract';
import { textOf } from './params';

/** Parts of what a clip was asked for that can be used alone. */
export type Part = 'prompt' | 'seed' | 'size' | 'pictures';

/** The parts that a clip has. */
export function partsOf(job: JobView): Part[] {
  const has: Record<Part, boolean> = {
    prompt: job.prompt !== '',
    seed: seedOf(job) !== '',
    size: job.size !== null || job.aspect !== null || job.tier !== null,
    pictures: job.inputs.some((input) => input.url !== null || input.media !== null),
  };
  return (['prompt', 'seed', 'size', 'pictures'] as const).filter((part) => has[part]);
}

function seedOf(job: JobView): string {
  return textOf(job.params['seed'] ?? job.extra['seed'] ?? '');
}
