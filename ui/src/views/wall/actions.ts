/**
 * What the keys of the wall do with its takes: with the one under the keys, or with all that are selected. It knows no element and no
 * place on the screen: the wall says what lies beside a tile, and leads the keys there.
 */
import type { App } from '../../lib/app.svelte';
import type { JobId } from '../../lib/backend';
import { copyFiles } from '../../lib/clipItems';
import { compareFrom } from '../../lib/compare';
import { selectEverything } from '../../lib/everything';
import type { JobView } from '../../lib/generated/contract';
import { starsOf, type WallAction } from '../../lib/keys';
import type { Direction } from '../../lib/layout';
import { isClosed, othersOf } from '../../lib/stacks';

/** The wall as its keys need it. */
export interface Ground {
  /** Leads the keys to a tile, and shows it. */
  go(id: JobId | null | undefined): void;
  /** Leads them to the last tile of all. */
  toEnd(): void;
  neighbour(id: JobId, direction: Direction): JobId | null;
  /** Asks at its tile whether a take may be deleted for good. */
  ask(job: JobView): void;
}

const EXTENDED = { extendLeft: 'left', extendRight: 'right', extendUp: 'up', extendDown: 'down' } as const satisfies Partial<Record<WallAction, Direction>>;
type Move = Direction | 'first' | 'last' | keyof typeof EXTENDED;
/** What is done with the tile under the keys. */
type TileAction = 'open' | 'useAll' | 'usePrompt' | 'useSeed' | 'vary' | 'remix' | 'copyPrompt' | 'showInFolder';

export class WallActions {
  constructor(
    private readonly app: App,
    private readonly ground: Ground,
  ) {}

  run(action: WallAction, job: JobView | undefined): void {
    // Nothing is done with the half of what was meant.
    if (this.app.selection.gathering && action !== 'unselect') return;
    const ids = this.#meant(job);
    switch (action) {
      case 'rate:0':
      case 'rate:1':
      case 'rate:2':
      case 'rate:3':
      case 'rate:4':
      case 'rate:5':
        if (ids.length > 0) void this.app.marking.rate(ids, starsOf(action) ?? 0);
        return;
      case 'favourite':
        if (ids.length > 0) void this.app.marking.favourite(ids);
        return;
      case 'remove':
        this.remove(job);
        return;
      case 'left':
      case 'right':
      case 'up':
      case 'down':
      case 'first':
      case 'last':
      case 'extendLeft':
      case 'extendRight':
      case 'extendUp':
      case 'extendDown':
        this.#move(action, job);
        return;
      case 'selectAll':
        void selectEverything(this.app);
        return;
      case 'unselect':
        if (this.app.selection.size > 0) this.app.selection.clear();
        else this.#turn(job, false);
        return;
      case 'stack':
        this.#turn(job);
        return;
      case 'keep':
        this.#keep(job);
        return;
      case 'compare':
        compareFrom(this.app, job);
        return;
      case 'copyFile':
        if (ids.length > 0) void copyFiles(this.app, ids);
        return;
      case 'select':
        if (job) this.app.selection.toggle(job.id, this.app.stacks.takesOf(job.id));
        return;
      default:
        if (job) this.#act(action, job);
    }
  }

  #move(action: Move, job: JobView | undefined): void {
    const { ground, app } = this;
    switch (action) {
      case 'left':
      case 'right':
      case 'up':
      case 'down':
        ground.go(job ? ground.neighbour(job.id, action) : app.stacks.ids[0]);
        return;
      case 'first':
        ground.go(app.stacks.ids[0]);
        return;
      case 'last':
        ground.toEnd();
        return;
      case 'extendLeft':
      case 'extendRight':
      case 'extendUp':
      case 'extendDown':
        if (job) this.#extend(job, EXTENDED[action]);
    }
  }

  /** Opens or closes the stack that a take is in. `wanted`: only to open it, or only to close it. */
  #turn(job: JobView | undefined, wanted?: boolean): void {
    const unit = this.app.stacks.unitOf(job?.id ?? null);
    if (unit?.stack && (wanted === undefined || wanted === isClosed(unit))) this.app.stacks.toggle(unit.stack, unit.id);
  }

  /** Shift with an arrow key: the range grows to where the arrow leads. */
  #extend(job: JobView, direction: Direction): void {
    const to = this.ground.neighbour(job.id, direction);
    if (to === null) return;
    this.app.selection.extend(to, this.app.stacks.ids, job.id, this.app.stacks.takesOf);
    this.ground.go(to);
  }

  #act(action: TileAction, job: JobView): void {
    switch (action) {
      case 'open':
        this.app.open = job.id;
        break;
      case 'useAll':
        void this.app.useSettings(job);
        break;
      case 'usePrompt':
        void this.app.usePrompt(job);
        break;
      case 'useSeed':
        void this.app.useSeed(job);
        break;
      case 'vary':
        void this.app.vary(job);
        break;
      case 'remix':
        this.app.openDerive(job, 'remix');
        break;
      case 'copyPrompt':
        void this.app.copy(job.prompt);
        break;
      case 'showInFolder':
        if (job.video !== null) void this.app.attempt(() => this.app.backend.showInFolder(job.id));
    }
  }

  /** What is selected, or with nothing selected the tile under the keys. */
  #meant(job: JobView | undefined): readonly string[] {
    if (this.app.selection.size > 0) return this.app.jobs.ids.filter((id) => this.app.selection.has(id));
    return job === undefined ? [] : [job.id];
  }

  /** One take of an open stack stays, the others go. Of a closed one it would not be seen what goes. */
  #keep(job: JobView | undefined): void {
    const unit = this.app.stacks.unitOf(job?.id ?? null);
    if (unit === undefined || unit.stack === null) return;
    if (isClosed(unit)) this.#turn(job);
    else void this.app.marking.trash(othersOf(unit));
  }

  /** Into the trash; what is there already is asked about. */
  remove(job: JobView | undefined): void {
    // A stack that is closed goes as a whole, one that is seen to be selected as well.
    const ids = this.app.selection.size > 0 || job === undefined ? this.#meant(job) : this.app.stacks.takesOf(job.id);
    const going = ids.flatMap((id) => this.app.jobs.byId.get(id) ?? []);
    if (going.some((one) => one.trashed_at !== null)) {
      if (job !== undefined && this.app.selection.size === 0) this.ground.ask(job);
      return;
    }
    if (!going.some((one) => one.verbs.includes('remove'))) return;
    void this.app.marking.trash(going.map(({ id }) => id));
  }
}
