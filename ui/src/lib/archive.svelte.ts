/**
 * The library as a whole, and work with its backups. It outlives the sheet in which it was started: a backup goes on while
 * the person looks at the wall. Knows no element, and works also where no library could be opened. Who wants to hear of
 * an end hands in `ended`.
 */
import { asError, type Backend } from './backend';
import type { AppEvent, ArchiveProgress, BackupContents, BackupMade, ErrorView, Leaving, LibraryView, RestoredView } from './generated/contract';

/** What came of the last thing that was asked for. */
export type ArchiveEnd =
  | { readonly kind: 'made'; readonly made: BackupMade }
  | { readonly kind: 'contents'; readonly contents: BackupContents }
  | { readonly kind: 'restored'; readonly restored: RestoredView }
  | { readonly kind: 'chosen' }
  | { readonly kind: 'target'; readonly folder: string }
  | { readonly kind: 'failed'; readonly error: ErrorView };

export class Archive {
  view = $state.raw<LibraryView | null>(null);
  progress = $state.raw<ArchiveProgress | null>(null);
  stopping = $state(false);
  end = $state.raw<ArchiveEnd | null>(null);
  /** The backup that can be restored now: a refused folder does not take it away. */
  contents = $state.raw<BackupContents | null>(null);
  /** Somebody wants to close the window while it is at work. */
  quitAsked = $state(false);
  /** What goes on elsewhere when the window closes. */
  leaving = $state.raw<Leaving | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly ended: (end: ArchiveEnd) => void = () => undefined,
  ) {}

  handle(event: AppEvent): void {
    if (event.type === 'quit_asked') {
      this.quitAsked = true;
      this.leaving = event.leaving;
    }
    if (event.type !== 'archive') return;
    this.progress = event.progress;
    if (event.progress !== null) return;
    this.stopping = false;
    // Who was told of live jobs as well has still to answer.
    if (this.leaving === null) this.quitAsked = false;
  }

  /** What the library holds now. Trouble is left to whoever shows it. */
  async refresh(): Promise<void> {
    this.view = await this.backend.libraryView();
  }

  async backUp(videos: boolean): Promise<void> {
    await this.#run(async () => {
      const made = await this.backend.backUp(videos);
      if (made === null) return null;
      this.contents = null;
      if (this.view !== null) this.view = { ...this.view, backup: made };
      return { kind: 'made', made };
    });
  }

  /** Lets the person pick a backup and looks into it. */
  async pick(): Promise<void> {
    await this.#run(async () => {
      const contents = await this.backend.pickBackup().catch((thrown: unknown) => {
        this.contents = null;
        throw thrown;
      });
      if (contents === null) return null;
      this.contents = contents;
      return { kind: 'contents', contents };
    });
  }

  /** Restores what was looked into, in a folder that the person picks. */
  async restore(): Promise<void> {
    await this.#run(async () => {
      const restored = await this.backend.restoreBackup();
      if (restored === null) return null;
      this.contents = null;
      return { kind: 'restored', restored };
    });
  }

  /** Opens what was restored; `now` starts Rushes again. */
  async open(now: boolean): Promise<void> {
    await this.#run(async () => {
      await this.backend.openRestored(now);
      return { kind: 'chosen' };
    });
  }

  /** Lets the person pick where the library is to go. */
  async aim(): Promise<void> {
    await this.#run(async () => {
      const folder = await this.backend.pickMove();
      if (folder === null) return null;
      this.contents = null;
      return { kind: 'target', folder };
    });
  }

  /** Starts again, and moves it there. */
  async move(): Promise<void> {
    await this.#run(async () => {
      await this.backend.moveLibrary();
      return null;
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.backend.stopArchive();
  }

  forget(): void {
    this.contents = null;
    this.end = null;
  }

  async #run(what: () => Promise<ArchiveEnd | null>): Promise<void> {
    const end = await what().catch((thrown: unknown): ArchiveEnd => ({ kind: 'failed', error: asError(thrown) }));
    // A closed dialog changes nothing.
    if (end === null) return;
    this.end = end;
    this.ended(end);
  }
}

/** How far it is, 0 to 1; `null` while nobody knows. */
export function part(progress: ArchiveProgress): number | null {
  return progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
}
