/** What can be made of the clip that plays: a piece of it, or the frame that is on the screen when it is asked for. */
import type { MenuItem } from '../../elements/Menu.svelte';
import type { App } from '../../lib/app.svelte';
import type { JobView, Role } from '../../lib/generated/contract';
import { copyFrame, saveFrame, useShown, type Shown } from '../../lib/shots';
import type { Player } from './player.svelte';

const ROLES: readonly Role[] = ['first', 'last', 'reference'];

/** The piece between the marks, or all of it. */
export function cutPiece(app: App, job: JobView, player: Player): void {
  player.pause();
  app.sheet = { kind: 'cut', job: job.id, points: player.points };
}

export function frameItems(app: App, job: JobView, player: Player): MenuItem[] {
  const { shots: t } = app.t;
  /** A clip that ran on meanwhile would give another one. */
  function withShown(use: (shown: Shown) => Promise<void>): void {
    const video = player.shown;
    if (video === null) return;
    player.pause();
    void use({ video, time: player.time, fps: player.fps });
  }
  return [
    ...ROLES.map((role) => ({ label: t.as[role], icon: 'picture' as const, run: () => withShown((shown) => useShown(app, job, shown, role)) })),
    { label: t.copy, icon: 'copy', apart: true, run: () => withShown((shown) => copyFrame(app, shown)) },
    { label: t.save, icon: 'download', run: () => withShown((shown) => saveFrame(app, job, shown)) },
  ];
}
