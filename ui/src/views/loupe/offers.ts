/** What the loupe can do now, for the palette: the same as its keys and buttons. */
import type { MenuItem } from '../../elements/Menu.svelte';
import type { App } from '../../lib/app.svelte';
import type { JobView } from '../../lib/generated/contract';
import { clips } from '../../lib/i18n/clips';
import type { LoupeAction } from '../../lib/keys';
import type { ViewAction, Viewing } from '../../lib/viewing';
import { cutPiece, frameItems } from './made';
import type { Player } from './player.svelte';

/** How the loupe stands. */
export interface Stand {
  readonly job: JobView | undefined;
  /** `null`: there is nothing to play, as in a picture or while it is made. */
  readonly player: Player | null;
  /** A clip or a picture is seen. */
  readonly shown: boolean;
  readonly previous: boolean;
  readonly next: boolean;
  /** It has takes to compare. */
  readonly comparable: boolean;
}

type LoupeOnly = ViewAction & LoupeAction;
const MOVES: readonly LoupeOnly[] = ['play', 'back', 'forward', 'frameBack', 'frameForward', 'secondBack', 'secondForward', 'in', 'out', 'slower', 'faster', 'normal', 'loop'];

export function offers(app: App, { job, player, shown, previous, next, comparable }: Stand, run: (action: LoupeAction) => void): Viewing {
  const can: Partial<Record<LoupeOnly, boolean>> = {
    ...Object.fromEntries(MOVES.map((move) => [move, player !== null])),
    mute: player !== null && job?.video?.has_audio !== false,
    fullscreen: shown,
    previous,
    next,
    compareTakes: comparable,
    close: true,
  };
  const actions = (Object.keys(can) as LoupeOnly[]).filter((action) => can[action]);
  return {
    actions: actions.map((action) => [action, () => run(action)]),
    extras: job === undefined || player === null ? [] : extras(app, job, player),
    ...(job?.verbs.includes('remove') ? { remove: () => run('remove') } : {}),
  };
}

/** What has a button and no key. */
function extras(app: App, job: JobView, player: Player): MenuItem[] {
  const marked = player.points.from !== null || player.points.to !== null;
  return [
    ...(marked ? [{ label: app.t.loupe.clearPoints, icon: 'close' as const, run: () => player.clearPoints() }] : []),
    { label: clips[app.tag].cut.open, icon: 'film', run: () => cutPiece(app, job, player) },
    ...frameItems(app, job, player).map((item) => ({ ...item, label: `${app.t.shots.use}: ${item.label}` })),
  ];
}
