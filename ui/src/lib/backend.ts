/**
 * Everything that the window asks of the engine, as one interface, so that views know neither Tauri nor the network and
 * a browser test can stand in for both. `ipc.ts` is the real one.
 */
import type {
  AppEvent,
  BackupContents,
  BackupMade,
  BalanceView,
  Bootstrap,
  Brought,
  Code,
  Completion,
  CreateJobs,
  CutRequest,
  CutterView,
  DeriveJob,
  DescriptionFile,
  DesktopView,
  ErrorCode,
  ErrorView,
  Estimate,
  EstimateQuery,
  Exported,
  ExportJobs,
  FitRequest,
  FittedView,
  Imported,
  JobView,
  KeyBackend,
  KeyStatus,
  Label,
  Language,
  LibraryView,
  Mark,
  ModelView,
  NewVersion,
  PasteDraft,
  PasteView,
  PlannedJob,
  Preset,
  PresetDraft,
  PresetsImported,
  PreviewView,
  Price,
  PriceDraft,
  ProfileView,
  QuitAnswer,
  ReceiptLine,
  RecipeView,
  RestoredView,
  Role,
  SavedSearch,
  SearchPiece,
  ServerDraft,
  ServerTest,
  ServerView,
  Settings,
  Snippet,
  Spend,
  SpendQuery,
  StagedPicture,
  Totals,
  UsedPrompt,
  Verb,
  WallDay,
  WallFilter,
  WallOrder,
  WallPage,
  WallQuery,
  WildcardView,
} from './generated/contract';
import type { ContactKind } from './contact';
import type { AssetId } from './generated/AssetId';
import type { BatchId } from './generated/BatchId';
import type { JobId } from './generated/JobId';
import type { ServerId } from './generated/ServerId';

export type { AssetId, BatchId, JobId, ServerId };

/** How much a line of the log matters. */
export type LogLevel = 'info' | 'warn' | 'error';

/** What a still picture of a video is. */
export type StillKind = 'poster' | 'filmstrip';

/** What the desktop is to tell. */
export interface Notification {
  readonly title: string;
  readonly body: string;
  /** The word of the press. */
  readonly open: string;
  readonly job: JobId | null;
}

/** Every call rejects with an {@link ErrorView}. */
export interface Backend {
  bootstrap(): Promise<Bootstrap>;
  /** Events arrive in order; ask once per page load. */
  subscribe(onEvent: (event: AppEvent) => void): Promise<void>;
  /** The first frame is on the screen: the hidden window may be shown. */
  uiReady(): Promise<void>;
  log(level: LogLevel, message: string): Promise<void>;
  saveSettings(settings: Settings): Promise<Settings>;
  /** All as they are at first; the form stays. */
  resetSettings(): Promise<Settings>;
  /** Whether a file was written; false when the person closed the dialog. Keys are never in it. */
  exportSettings(): Promise<boolean>;
  /** Rejects with `invalid_value` for another file; null when the person closed the dialog. */
  importSettings(): Promise<Settings | null>;
  /** The end of the newest log, the oldest line first. */
  readLog(): Promise<string[]>;
  openLogFolder(): Promise<void>;
  /** What somebody who helps wants to know of this program and computer, as text. */
  programReport(): Promise<string>;
  /** On the desktop, in place of the one before; a press brings the window and `open_job`. */
  notify(notification: Notification): Promise<void>;
  /** What the desktop can do for the window now. */
  desktopView(): Promise<DesktopView>;
  startAtLogin(on: boolean): Promise<DesktopView>;
  /** `null`: this version is the newest. */
  lookForUpdate(): Promise<NewVersion | null>;
  /** Comes back only where it was not installed: the program starts again. */
  installUpdate(): Promise<void>;

  listServers(): Promise<ServerView[]>;
  saveServer(draft: ServerDraft): Promise<ServerView>;
  removeServer(id: ServerId): Promise<void>;
  testServer(id: ServerId): Promise<ServerTest>;
  /** Sends GET only. `key` null takes the stored key of `draft.id`, if there is one. */
  testDraft(draft: ServerDraft, key: string | null): Promise<ServerTest>;
  setServerKey(id: ServerId, key: string, place: KeyBackend): Promise<KeyStatus>;
  forgetServerKey(id: ServerId): Promise<KeyStatus>;
  listProfiles(): Promise<ProfileView[]>;
  /** What a pasted text says. A key in it stays with the engine; `shown` has dots in its place. */
  readPaste(text: string): Promise<PasteView>;
  /** The sheet was closed: the engine forgets the key of the text. */
  forgetPaste(): Promise<void>;
  /** Sends GET only. `key` is one that was typed; `null` takes that of the text. */
  testPaste(draft: PasteDraft, key: string | null): Promise<ServerTest>;
  /** Rejects with `keychain_unavailable` or `keychain_locked` when `place` cannot take the key; nothing was kept then. */
  connectPaste(draft: PasteDraft, key: string | null, place: KeyBackend): Promise<ServerView>;
  forgetLesson(server: ServerId, lesson: string): Promise<ServerView>;
  /** Brings in the jobs that only the server knows; `all`: also those that failed or are gone. */
  importJobs(server: ServerId, all: boolean): Promise<Imported>;
  listModels(server: ServerId): Promise<ModelView[]>;
  describeModel(server: ServerId, model: string): Promise<ModelView>;
  /** The person's own descriptions of servers and models, read anew and used from now on. */
  descriptions(): Promise<DescriptionFile[]>;
  /** Their folder in the file manager. */
  openDescriptions(): Promise<void>;

  createJobs(request: CreateJobs): Promise<JobView[]>;
  /** A new video out of an earlier one: remix, edit or extend. */
  deriveJob(request: DeriveJob): Promise<JobView>;
  /** A refused job again, with what its refusal taught (`JobView.fix`). */
  fixJob(job: JobId, clientKey: string): Promise<JobView>;
  /** Deletes the video on the server; the file here stays. */
  deleteRemote(job: JobId): Promise<JobView>;
  undoBatch(batch: BatchId): Promise<void>;
  /** The tiles that changed, and a new one for "create again". */
  act(job: JobId, verb: Verb): Promise<JobView[]>;
  /** The server's id of an unconfirmed job, as the user has it. The server is asked first; rejects with what it says instead. */
  adoptJob(job: JobId, remoteId: string): Promise<JobView>;
  /** One change for all of them; the tiles that it changed. */
  mark(jobs: readonly JobId[], mark: Mark): Promise<JobView[]>;
  /** Into the trash, for thirty days. Those that went: what may still cost something stays where it is. */
  trash(jobs: readonly JobId[]): Promise<JobId[]>;
  restoreTrashed(jobs: readonly JobId[]): Promise<JobView[]>;
  /** Deletes for good what is in the trash: these, or all of it. Receipts stay, and what servers have. */
  removeTrashed(jobs: readonly JobId[] | null): Promise<JobId[]>;
  /** The most frequent first. */
  listTags(): Promise<Label[]>;
  /** In the order of their letters. */
  listCollections(): Promise<Label[]>;
  /** Rejects with `name_taken`. */
  renameCollection(name: string, to: string): Promise<Label[]>;
  /** Those that were in it: nothing else becomes of them. */
  deleteCollection(name: string): Promise<JobId[]>;
  /** What a press of Create would make, line by line, each with what is in its way. Rejects with `too_many`. */
  planned(request: CreateJobs): Promise<PlannedJob[]>;
  previewRequest(request: CreateJobs): Promise<PreviewView>;
  /** Puts the request on the clipboard so that it runs: with the whole paths of its pictures, which the window never learns. */
  copyRequest(request: CreateJobs, code: Code): Promise<void>;

  /** Prompts that were used, the newest first. */
  listPrompts(): Promise<UsedPrompt[]>;
  keepPrompt(prompt: UsedPrompt): Promise<void>;
  forgetPrompt(text: string): Promise<void>;
  listPresets(): Promise<Preset[]>;
  /** Rejects with `preset_name_taken`. What comes back lacks fields that look like keys. */
  savePreset(draft: PresetDraft): Promise<Preset>;
  removePreset(id: string): Promise<void>;
  listSnippets(): Promise<Snippet[]>;
  /** In the place of the one of that name, and of the one that was called `old`. */
  saveSnippet(snippet: Snippet, old: string | null): Promise<Snippet>;
  removeSnippet(name: string): Promise<void>;
  /** The lists that `__name__` draws from. */
  listWildcards(): Promise<WildcardView[]>;
  /** Whether a file was written; false when the person closed the dialog. */
  exportPresets(): Promise<boolean>;
  /** Rejects with `presets_unreadable`, `presets_newer`, `preset_invalid`; null when the person closed the dialog. */
  importPresets(): Promise<PresetsImported | null>;

  /** The prices that were entered for a server. */
  listPrices(server: ServerId): Promise<Price[]>;
  /** Rejects with `invalid_value` and the field's name for what is no price. */
  savePrice(draft: PriceDraft): Promise<Price>;
  forgetPrice(id: string): Promise<void>;
  /** What a press would cost by the prices of today. Nothing is sent. */
  estimate(query: EstimateQuery): Promise<Estimate>;
  spend(query: SpendQuery): Promise<Spend>;
  spentToday(): Promise<Totals>;
  /** What a server says is left; `null`: nobody knows where it would say it. Sends GET only, at most once a minute. */
  balance(id: ServerId): Promise<BalanceView | null>;
  /** Whether a table was written; false when the person closed the dialog. */
  exportSpend(days: number | null): Promise<boolean>;

  wall(query: WallQuery): Promise<WallPage>;
  /** Every day of the whole wall in its order, read or not; none where that is not the order of days. */
  wallDays(filter: WallFilter, search: string, order: WallOrder): Promise<WallDay[]>;
  /** What is understood of a search line, piece by piece. */
  readSearch(line: string): Promise<SearchPiece[]>;
  /** What could stand in place of the last piece of the line. */
  completeSearch(typed: string): Promise<Completion[]>;
  /** Which of these jobs the wall shows for a search. */
  shownJobs(filter: WallFilter, search: string, ids: JobId[]): Promise<JobId[]>;
  savedSearches(): Promise<SavedSearch[]>;
  /** Keeps a search, a new one if its id is empty, and gives all that are kept. Rejects with `name_taken`. */
  saveSearch(saved: SavedSearch): Promise<SavedSearch[]>;
  forgetSearch(id: string): Promise<SavedSearch[]>;
  job(id: JobId): Promise<JobView>;
  receipt(id: JobId): Promise<ReceiptLine[]>;
  /** What a refund desk asks for, as text in that language. */
  receiptReport(id: JobId, language: Language): Promise<string>;
  /** Puts the request of a job on the clipboard as cURL. */
  copyJobCurl(id: JobId): Promise<void>;

  pickPicture(role: Role): Promise<StagedPicture | null>;
  stagePicture(bytes: Uint8Array, name: string): Promise<StagedPicture>;
  /** The picture at the first http, https or data address of a text; null if there is none. */
  stageAddress(address: string): Promise<StagedPicture | null>;
  /** What the page cannot read of the clipboard: bitmaps on some systems, files everywhere. Null: no picture is there. */
  pastePicture(): Promise<StagedPicture | null>;
  /** A picture exactly as it will be sent; null: something newer was asked about it. */
  fitPicture(request: FitRequest): Promise<FittedView | null>;
  restageInput(job: JobId, index: number): Promise<StagedPicture>;
  storeStill(asset: AssetId, kind: StillKind, bytes: Uint8Array): Promise<void>;

  showInFolder(job: JobId): Promise<void>;
  openInPlayer(job: JobId): Promise<void>;
  /** Whether a copy was made; false when the person closed the dialog. `withoutRecipe`: exactly the bytes that the server sent. */
  saveCopy(job: JobId, withoutRecipe: boolean): Promise<boolean>;
  /** What a template for names makes of a clip, or of an example. Rejects with `template_unknown`, `template_unfinished`, `template_too_long`. */
  nameExample(template: string, job: JobId | null): Promise<string>;
  /** Asks for a folder and copies clips into it, with their lists; null when the person closed the dialog. Its progress comes as that of an archive. */
  exportJobs(request: ExportJobs): Promise<Exported | null>;
  /** Their videos onto the clipboard, as a file manager does; how many. Only where `Bootstrap.copies_files`. */
  copyFiles(jobs: readonly JobId[]): Promise<number>;
  /** Pages that were drawn here, as PNGs or as the JPEGs of a PDF; false when the person closed the dialog. */
  saveContact(kind: ContactKind, pages: readonly Uint8Array[]): Promise<boolean>;
  /** The folder of the last export in the file manager. */
  showExport(): Promise<void>;
  /** The videos that were dropped last, as clips of the library. */
  bringDropped(): Promise<Brought>;
  /** Asks for videos and brings them in; null when the person closed the dialog. */
  bringPicked(): Promise<Brought | null>;
  /** Whether this computer can cut, looked at anew each time. */
  cutter(): Promise<CutterView>;
  /** A piece of a clip as a clip of its own. Rejects with `cutter_missing`, `cut_failed`. */
  cutClip(request: CutRequest): Promise<JobView>;
  /** Whether a file was written; false when the person closed the dialog. Rejects like {@link cutClip}. */
  saveCut(request: CutRequest): Promise<boolean>;
  /** The recipe in a video or a file; null when the person closed the dialog. */
  openRecipe(): Promise<RecipeView | null>;
  /** Whether a recipe file was written; false when the person closed the dialog. */
  saveRecipe(job: JobId): Promise<boolean>;
  /** A frame as a PNG; false when the person closed the dialog. */
  saveFrame(png: Uint8Array, name: string): Promise<boolean>;
  openLibraryFolder(): Promise<void>;
  /** Where the library lies, how large it is, and its last backup. */
  libraryView(): Promise<LibraryView>;
  /** Asks where and writes it; null when the person closed the dialog. Rejects with `stopped` after {@link stopArchive}. */
  backUp(videos: boolean): Promise<BackupMade | null>;
  /** The file of the last backup in the file manager. */
  showBackup(): Promise<void>;
  stopArchive(): Promise<void>;
  /** Asks for a backup and checks every byte of it; null when the person closed the dialog. */
  pickBackup(): Promise<BackupContents | null>;
  /** Restores it into an empty folder that is asked for; null when the person closed the dialog. */
  restoreBackup(): Promise<RestoredView | null>;
  /** Takes the restored library from the next start on; `now`: Rushes starts again. */
  openRestored(now: boolean): Promise<void>;
  /** Starts again with a library that is asked for; false when the person closed the dialog. */
  chooseLibrary(): Promise<boolean>;
  /** Where the library would lie in a folder that is asked for; null when the person closed the dialog. */
  pickMove(): Promise<string | null>;
  /** Starts again, and moves the library there. */
  moveLibrary(): Promise<void>;
  /** Moves the library, which is not open, and starts again. Rejects with why it could not be moved. */
  moveNow(): Promise<void>;
  /** Starts again with the library where it was. */
  keepLibrary(): Promise<void>;
  /** Begins a new library where one was. Starts again. */
  beginLibrary(): Promise<void>;
  startAgain(): Promise<void>;
  quit(answer: QuitAnswer): Promise<void>;
  copyText(text: string): Promise<void>;
  /** A frame as pixels, four bytes each. */
  copyFrame(rgba: Uint8Array, width: number, height: number): Promise<void>;
  setFullscreen(on: boolean): Promise<void>;

  /** The address of an asset or a staged picture, for `src`. Valid after `bootstrap`. */
  mediaUrl(id: string): string;
}

/** Anything that was thrown, as an error that can be shown. */
export function asError(thrown: unknown): ErrorView {
  if (isErrorView(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message, http_status: null, params: {} };
}

function isErrorView(value: unknown): value is ErrorView {
  return typeof value === 'object' && value !== null && 'code' in value && typeof (value as { code: ErrorCode }).code === 'string';
}
