/** How the values of a sweep are told. */
import type { App } from '../../lib/app.svelte';
import * as format from '../../lib/format';
import { sizeOf, type Kind } from '../../lib/sweep';

export function valueLabel(app: App, kind: Kind, value: string): string {
  switch (kind) {
    case 'size':
      return format.pixels(sizeOf(value));
    case 'seconds':
      return format.seconds(Number(value), app.tag);
    case 'aspect':
      return value === 'adaptive' ? app.t.form.adaptive : value;
    case 'model':
      return value === '' ? app.t.composer.modelServerChoice : value;
    case 'tier':
    case 'seed':
      return value;
  }
}

/** Why a value is dimmed. */
export function notListed(app: App, kind: Kind, value: string): string {
  const { model } = app.composer;
  const name = model === '' ? app.t.composer.thisModel : model;
  if (kind === 'seconds') return app.t.composer.notListedLength(format.decimal(Number(value), app.tag, 2), name);
  return app.t.form.notListed(valueLabel(app, kind, value), name);
}
