/**
 * The half of the fake engine that is about the library as a whole. `?backup=slow` takes a few seconds, `?backup=full`,
 * `?backup=readonly` and `?backup=closed` (the dialog) end at once, `?restore=broken` and `?restore=occupied` are refused.
 * `?move=full` and `?move=closed` answer the folder for a move, `?move=unplugged` ends one.
 */
import type { Backend } from '../backend';
import type { AppEvent, ArchiveWork, ErrorCode, LibraryView } from '../generated/contract';

interface World {
  clips: () => number;
  tell: (event: AppEvent) => void;
  now: number;
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
}

type Library = Pick<
  Backend,
  'libraryView' | 'backUp' | 'showBackup' | 'stopArchive' | 'pickBackup' | 'restoreBackup' | 'openRestored' | 'chooseLibrary' | 'pickMove' | 'moveLibrary' | 'moveNow' | 'keepLibrary' | 'beginLibrary' | 'startAgain' | 'quit'
>;

const DAY = 24 * 60 * 60_000;
const TOTAL = 8_412_000_000;
const STEPS = 20;

export function fakeLibrary(query: URLSearchParams, world: World): Library {
  const slow = query.get('backup') === 'slow';
  let stopped = false;
  let view: LibraryView = {
    folder: '/home/kim/.local/share/rushes/library',
    clips: world.clips(),
    bytes: TOTAL,
    free: 212_000_000_000,
    backup: query.get('wall') === 'empty' ? null : { at: world.now - 9 * DAY, name: 'rushes-backup-2026-11-12-183000.tar', files: 310, bytes: 7_900_000_000, videos: true, left_out: 0 },
  };

  async function work(kind: ArchiveWork): Promise<void> {
    stopped = false;
    const tell = (done: number | null) => world.tell({ type: 'archive', progress: done === null ? null : { work: kind, done, total: done === 0 ? 0 : TOTAL } });
    tell(0);
    for (let step = 1; step <= STEPS && !stopped; step += 1) {
      await new Promise((resolve) => setTimeout(resolve, slow ? 250 : 2));
      tell((TOTAL / STEPS) * step);
    }
    tell(null);
    if (stopped) world.fail('stopped');
  }

  return {
    libraryView: async () => view,
    backUp: async (videos) => {
      const outcome = query.get('backup');
      if (outcome === 'closed') return null;
      if (outcome === 'full') world.fail('no_room', null, { needed: '8412', free: '1204' });
      if (outcome === 'readonly') world.fail('place_unwritable', null, { detail: 'Read-only file system (os error 30)' });
      await work('backup');
      const made = { at: Date.now(), name: 'rushes-backup-2026-11-21-150700.tar', files: 318, bytes: videos ? TOTAL : 41_000_000, videos, left_out: 0 };
      view = { ...view, backup: made };
      return made;
    },
    showBackup: async () => undefined,
    stopArchive: async () => void (stopped = true),
    pickBackup: async () => {
      await work('check');
      if (query.get('restore') === 'broken') world.fail('backup_broken', null, { reason: 'changed', name: 'media/2026-11/paper-boat.mp4' });
      return { name: 'rushes-backup-2026-11-12-183000.tar', made_at: world.now - 9 * DAY, version: '0.1.0', clips: 24, files: 310, bytes: 7_900_000_000, videos: true };
    },
    restoreBackup: async () => {
      if (query.get('restore') === 'occupied') world.fail('folder_not_empty');
      await work('restore');
      return { folder: '/media/kim/films/Rushes', files: 310, bytes: 7_900_000_000, videos: true };
    },
    openRestored: async () => undefined,
    chooseLibrary: async () => (query.get('choose') === 'other' ? world.fail('no_library_there') : true),
    pickMove: async () => {
      const outcome = query.get('move');
      if (outcome === 'closed') return null;
      if (outcome === 'full') world.fail('no_room', null, { needed: '8412', free: '1204' });
      return '/media/kim/films/Rushes library';
    },
    moveLibrary: async () => undefined,
    moveNow: async () => {
      await work('move');
      if (query.get('move') === 'unplugged') world.fail('place_unwritable', null, { detail: 'Input/output error (os error 5)' });
    },
    keepLibrary: async () => undefined,
    beginLibrary: async () => undefined,
    startAgain: async () => undefined,
    quit: async () => undefined,
  };
}
