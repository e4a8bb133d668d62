/** What a comparison can do now, for the palette: the same as its keys and buttons. */
import type { MenuItem } from '../../elements/Menu.svelte';
import type { App } from '../../lib/app.svelte';
import type { Look } from '../../lib/arrange';
import type { JobView } from '../../lib/generated/contract';
import type { CompareAction } from '../../lib/keys';
import type { ViewAction, Viewing } from '../../lib/viewing';
import type { Clock } from './clock.svelte';

/** How the comparison stands. */
export interface Stand {
  readonly jobs: readonly JobView[];
  readonly clock: Clock;
  readonly look: Look;
  /** Those that did not win; empty until one has. */
  readonly others: readonly JobView[];
  /** One is shorter than another. */
  readonly uneven: boolean;
}

/** What its keys and buttons do. */
export interface Deeds {
  readonly moves: Readonly<Record<CompareAction, () => void>>;
  readonly together: () => void;
  readonly trashOthers: () => void;
  readonly close: () => void;
}

type CompareOnly = ViewAction & CompareAction;
const MOVES: readonly CompareOnly[] = ['play', 'frameBack', 'frameForward', 'secondBack', 'secondForward', 'in', 'out', 'slower', 'faster', 'normal', 'loop', 'mute', 'fullscreen', 'blink', 'pick'];
const ALONE: readonly CompareOnly[] = ['solo:0', 'solo:1', 'solo:2', 'solo:3'];

export function offers(app: App, stand: Stand, deeds: Deeds): Viewing {
  const { jobs, look } = stand;
  const alone = ALONE.filter((_, index) => index < jobs.length && index !== look.solo);
  const actions = [...MOVES, ...(jobs.length > 2 ? (['leave'] as const) : []), ...alone];
  return {
    actions: [...actions.map((action) => [action, deeds.moves[action]] as const), ['close', deeds.close]],
    extras: extras(app, stand, deeds),
  };
}

/** What has a button and no key. */
function extras(app: App, { jobs, clock, look, others, uneven }: Stand, { together, trashOthers }: Deeds): MenuItem[] {
  const { compare: t, loupe } = app.t;
  const marked = clock.points.from !== null || clock.points.to !== null;
  const other = clock.short === 'hold' ? 'loop' : 'hold';
  const heard = (job: JobView) => clock.heard === job.id && !clock.muted;
  return [
    ...(look.solo === null ? [] : [{ label: t.together, icon: 'compare' as const, run: together }]),
    ...(marked ? [{ label: loupe.clearPoints, icon: 'close' as const, run: () => clock.clearPoints() }] : []),
    ...jobs.flatMap((job, index) => (job.video?.has_audio === false || heard(job) ? [] : [{ label: t.sound(index + 1), icon: 'sound' as const, run: () => (clock.setMuted(false), clock.hear(job.id)) }])),
    ...(uneven ? [{ label: `${t.shorter}: ${t[other]}`, icon: 'loop' as const, run: () => clock.setShort(other) }] : []),
    ...(others.length === 0 ? [] : [{ label: t.removeOthers(others.length), icon: 'trash' as const, run: trashOthers }]),
  ];
}
