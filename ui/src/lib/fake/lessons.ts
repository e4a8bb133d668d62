/** What the made-up relay has taught: one lesson of each kind that people meet often. */
import type { Lesson, Says } from '../generated/contract';

const DAY = 86_400_000;

export function lessons(server: string): Lesson[] {
  const lesson = (id: string, model: string, field: string, says: Says, words: string, age: number): Lesson => ({ id, server, model, taught: { field, says }, words, learned_at: Date.now() - age });
  return [
    lesson('l1', 'sora-2', 'seconds', { kind: 'one_of', values: [4, 8, 12] }, "Invalid value: '6'. Supported values are: '4', '8', and '12'.", 60_000),
    lesson('l2', 'sora-2', 'style', { kind: 'not_taken' }, "Unknown parameter: 'style'.", DAY),
    lesson('l3', 'kling-v2-6', 'seconds', { kind: 'written', form: 'string' }, 'json: cannot unmarshal number into Go struct field .seconds of type string', 3 * DAY),
    lesson('l4', 'kling-v2-6', 'first', { kind: 'exact_picture' }, 'Inpaint image must match the requested width and height', 3 * DAY),
    lesson('l5', '', '', { kind: 'way', encoding: 'json' }, '', 9 * DAY),
  ];
}
