/** Where in the form a refusal is shown, by the field that it names. It knows what the form offers, not what was chosen or refused. */
import type { FrameKind } from './frame';
import type { ModelView } from './generated/contract';

export type Place = 'slots' | 'shape' | 'size' | 'length' | 'param' | 'foot';

/** The foot of the form stands for all that it has no field for. */
export function placeOf(field: string, { frame, secondsTaken, description }: { readonly frame: FrameKind; readonly secondsTaken: boolean; readonly description: ModelView | null }): Place {
  if (['first', 'last', 'reference'].includes(field)) return 'slots';
  if (field === 'seconds' && secondsTaken) return 'length';
  if (field === 'aspect' && frame !== 'none') return 'shape';
  if (['size', 'width', 'height', 'tier'].includes(field) && frame !== 'none') return 'size';
  return description?.params.some((param) => param.key === field) === true ? 'param' : 'foot';
}
