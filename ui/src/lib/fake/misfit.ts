/** What the engine says of values that a description does not list, as far as tests need it. */
import { clashesOf } from '../rules';
import { sameSize } from '../shapes';
import type { CreateJobs, ErrorView, ModelView } from '../generated/contract';

/** The first thing that does not fit, as the engine would refuse it. */
export function misfitOf(request: CreateJobs, model: ModelView): ErrorView | null {
  if (request.anyway) return null;
  return link(request, model) ?? length(request, model) ?? frame(request, model) ?? param(request, model) ?? together(request, model);
}

function refuse(field: string, allowed: readonly unknown[], more: Record<string, string> = {}): ErrorView {
  const list: Record<string, string> = allowed.length === 0 ? {} : { allowed: allowed.join(', ') };
  return { code: 'does_not_fit', message: null, http_status: null, params: { field, ...list, ...more } };
}

function link(request: CreateJobs, model: ModelView): ErrorView | null {
  const file = request.inputs.find((input) => input.staged !== null);
  if (model.local_pictures || file === undefined) return null;
  return { code: 'picture_must_be_link', message: null, http_status: null, params: { field: file.role } };
}

function length({ seconds }: CreateJobs, model: ModelView): ErrorView | null {
  if (seconds === null || model.seconds_free || model.seconds.includes(seconds)) return null;
  const { seconds_min: min, seconds_max: max } = model;
  if (min !== null && max !== null && seconds >= min && seconds <= max) return null;
  return refuse('seconds', min === null ? model.seconds : [...model.seconds, `${min}–${max ?? ''}`]);
}

function frame({ size, aspect, tier }: CreateJobs, model: ModelView): ErrorView | null {
  if (size !== null && !model.size_free && !model.sizes.some((one) => sameSize(one, size))) return refuse('size', model.sizes.map((one) => `${one.width}x${one.height}`));
  if (aspect !== null && !model.aspects.includes(aspect)) return refuse('aspect', model.aspects);
  return tier !== null && !model.tiers.includes(tier) ? refuse('tier', model.tiers) : null;
}

function param({ params }: CreateJobs, model: ModelView): ErrorView | null {
  for (const { key, values = [], min, max } of model.params) {
    const value = params[key];
    if (value === undefined) continue;
    if (values.length > 0 && !values.includes(value)) return refuse(key, values);
    if (typeof value === 'number' && (value < (min ?? -Infinity) || value > (max ?? Infinity))) return refuse(key, [`${min ?? ''}–${max ?? ''}`]);
  }
  return null;
}

/** Values that do not go together. */
function together(request: CreateJobs, model: ModelView): ErrorView | null {
  const { seconds, size, aspect = null, tier = null, inputs, params, extra } = request;
  const [clash] = clashesOf(model.rules, { model: model.id, seconds, size, aspect, tier, roles: inputs.map(({ role }) => role), params: { ...extra, ...params } });
  if (clash === undefined) return null;
  const only = clash.rule.then[clash.name];
  const allowed = Array.isArray(only) ? only : typeof only === 'object' ? [`≤ ${only.max ?? ''}`] : [];
  return refuse(clash.name, allowed, { because: Object.keys(clash.rule.if).join(', ') });
}
