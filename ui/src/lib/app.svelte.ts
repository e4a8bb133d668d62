/**
 * What the whole window shares: the session with the engine, the wall, the form, what is open, and what was said last.
 * Views read it and call its verbs; it knows no element.
 */
import { createContext } from 'svelte';
import { Archive } from './archive.svelte';
import { asError, type Backend, type JobId, type ServerId } from './backend';
import { Composer } from './composer.svelte';
import { Fittings } from './fitted.svelte';
import { catalogues, chooseTag, learn, sentence, type Messages, type Tag } from './i18n';
import { Imports } from './imports.svelte';
import { Jobs } from './jobs.svelte';
import { fromFile } from './media';
import { Marking } from './marking.svelte';
import { neighbourOf } from './marks';
import { Spending } from './money.svelte';
import { hear, archiveEnded, importEnded } from './events';
import { moment, setClock } from './now.svelte';
import { News } from './news.svelte';
import { Pictures } from './pictures.svelte';
import { Presses } from './presses.svelte';
import type { Recall } from './recall';
import { remoteVerbs, type DeriveVerb } from './remote';
import { Search } from './search.svelte';
import { Selection } from './selection.svelte';
import { Stacks } from './stacks.svelte';
import type { ChosenClip, Slot } from './slots';
import { Craft } from './craft.svelte';
import { Prompts } from './prompts.svelte';
import { SheetStack, type SheetName } from './sheets.svelte';
import type { Viewing } from './viewing';
import { zoomAfter } from './zoom';
import type { ZoomAction } from './keys';
import { OFFER_TOAST_MS, Toasts, type ToastItem, type ToastMore } from './toasts.svelte';
import type { AppEvent, Bootstrap, DeriveJob, ErrorCode, JobView, Preset, Rebuilt, Role, ServerView, Settings, StagedPicture, Theme, Verb } from './generated/contract';

export type { SheetName } from './sheets.svelte';
export type { ToastAction, ToastItem } from './toasts.svelte';

const SAVE_DELAY_MS = 400;

export class App {
  readonly jobs: Jobs;
  readonly stacks: Stacks;
  readonly search: Search;
  readonly composer: Composer;
  readonly imports: Imports;
  readonly archive: Archive;
  readonly fittings: Fittings;
  readonly spending: Spending;
  readonly prompts: Prompts;
  readonly craft: Craft;
  /** Favourites, stars, tags, collections and the trash, and what takes them back. */
  readonly marking: Marking;
  readonly news: News;
  settings = $state.raw<Settings>({ theme: 'system', language: 'system', proxy: '', routes: {}, certificates: '', shortcuts: {}, notifications: true, look_for_updates: false, background: false, keys_in_file: false, composer: {}, row_height: 0, ask_above: 8, budget: null, recipe_in_files: true, downloads: 3, thumbnails: true, file_names: '', zoom: 100, guided: false });
  /** How often settings were taken as a whole. */
  taken = $state(0);
  servers = $state.raw<readonly ServerView[]>([]);
  /** Servers that answered, or did not, since the window opened. */
  health = $state<Record<ServerId, 'ok' | 'bad'>>({});
  readonly sheets = new SheetStack();
  /** The job in the loupe. */
  open = $state<JobId | null>(null);
  /** The clips that are compared; they lie over wall and loupe. */
  comparing = $state.raw<readonly JobId[] | null>(null);
  /** What the open loupe or comparison can do now, told by itself. */
  viewing: (() => Viewing) | null = null;
  readonly selection = new Selection();
  /** The tile that the keys act on. */
  cursor = $state<JobId | null>(null);
  /** The tile in the trash that asks whether it may be deleted for good. */
  removing = $state<JobId | null>(null);
  /** The job whose answer was lost and that asks whether it may be sent again. */
  staking = $state<JobId | null>(null);
  /** The clip that asks whether its video may be deleted on the server. */
  deleting = $state<JobId | null>(null);
  /** Counts up when the prompt should have the focus; the view that has it follows. */
  promptWanted = $state(0);
  /** Counts up when the tile under the keys should have the focus. */
  wallWanted = $state(0);
  composerShown = $state(true);
  dragging = $state(false);
  diskFull = $state(false);
  /** How the history was made again at this start, until the note is closed. */
  rebuilt = $state.raw<Rebuilt | null>(null);
  /** The clip that the pointer carries from the wall, and where it is. */
  carried = $state.raw<{ readonly job: JobView; readonly x: number; readonly y: number } | null>(null);
  /** The language, and its words. */
  readonly tag: Tag = $derived.by(() => chooseTag(this.settings.language, this.boot.system_language));
  readonly t: Messages = $derived(catalogues[this.tag]);

  readonly #toasts = new Toasts();
  readonly #pictures = new Pictures(this);
  readonly #presses = new Presses(this);
  #recall: Promise<Recall> | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #saved: Promise<unknown> = Promise.resolve();

  constructor(
    readonly backend: Backend,
    readonly boot: Bootstrap,
  ) {
    setClock(boot.now);
    this.jobs = new Jobs(backend);
    this.stacks = new Stacks(this.jobs);
    this.jobs.counts = boot.counts;
    this.search = new Search(backend, this.jobs);
    this.composer = new Composer(backend);
    this.fittings = new Fittings(backend);
    this.spending = new Spending(backend);
    this.prompts = new Prompts(backend);
    this.craft = new Craft(backend, this.composer);
    this.marking = new Marking(this);
    this.news = new News(this);
    this.imports = new Imports(backend, (server, state) => importEnded(this, server, state));
    this.archive = new Archive(backend, (end) => archiveEnded(this, end));
    this.archive.progress = boot.archive;
    this.rebuilt = boot.rebuilt;
    this.settings = boot.settings;
    this.servers = boot.servers;
    this.composer.restore(boot.settings.composer);
    this.composer.words.begin(this.composer.prompt);
    if (!boot.servers.some((server) => server.id === this.composer.server)) this.composer.server = boot.servers[0]?.id ?? 'demo';
  }

  /** Loads what the first screen shows. */
  async start(): Promise<void> {
    await Promise.all([
      this.jobs.reload(),
      this.chooseServer(this.composer.server),
      this.spending.refresh(),
      this.attempt(() => this.search.start()),
      this.attempt(() => this.prompts.load()),
      this.attempt(() => this.craft.load()),
    ]);
  }

  handle(event: AppEvent): void {
    hear(this, event);
  }

  /** Videos that were dropped, or that the person is asked for, into the library. */
  async bring(dropped: Extract<AppEvent, { type: 'videos' }> | null): Promise<void> {
    await this.attempt(async () => (await import('./bring')).bring(this, dropped));
  }

  stateOf(id: JobId): JobView['state'] | undefined {
    return this.jobs.byId.get(id)?.state;
  }

  serverName(id: ServerId, otherwise = ''): string {
    const server = this.servers.find((candidate) => candidate.id === id);
    if (server?.is_demo === true || id === 'demo') return this.t.composer.demo;
    if (fromFile({ server: id })) return this.t.bring.file;
    return server?.name ?? otherwise;
  }

  async chooseServer(id: ServerId, model: string | null = null): Promise<void> {
    if (await this.composer.chooseServer(id, model)) this.health[id] = this.composer.modelsTrouble === null ? 'ok' : 'bad';
  }

  /** Sends the form. The tiles appear at once; the toast takes them back until they are sent. `sure`: however many. */
  create(anyway = false, sure = false): Promise<void> {
    return this.#presses.create(anyway, sure);
  }

  async tryDemo(): Promise<void> {
    const demo = this.servers.find((server) => server.is_demo);
    if (!demo) return;
    await this.chooseServer(demo.id);
    if (this.composer.prompt.trim() === '') this.composer.prompt = this.t.composer.promptDefault;
    await this.create();
  }

  /** Takes a press of Create back. It may be too late by a moment; then that is what is said. */
  undo(toast: ToastItem): Promise<void> {
    return this.#presses.undo(toast);
  }

  /** Whether the prompt is still the one of a press that can be taken back. */
  get justSent(): boolean {
    return this.composer.prompt === this.#presses.sentPrompt && this.toasts.some(({ batch }) => batch !== null);
  }

  /** What was done last. A press that is about to be paid for goes before everything that can wait. */
  undoLast(): Promise<void> {
    const press = this.toasts.findLast(({ batch }) => batch !== null);
    return press ? this.undo(press) : this.marking.undo();
  }

  async act(job: JobView, verb: Verb): Promise<void> {
    if (verb === 'remove') return this.#remove(job);
    if (verb === 'create_again') return void (await this.#presses.again(job, () => this.backend.act(job.id, verb)));
    await this.attempt(async () => this.jobs.take(await this.backend.act(job.id, verb)));
  }

  /** Into the trash; what is there already is asked about once. */
  async #remove(job: JobView): Promise<void> {
    if (job.trashed_at === null) return this.marking.trash([job.id]);
    const asked = this.removing === job.id;
    this.removing = asked ? null : job.id;
    if (asked) await this.marking.removeForGood([job.id]);
  }

  /** Takes the server's id of an unconfirmed job from the user. Rejects with what the server says instead. */
  async adopt(job: JobView, remoteId: string): Promise<void> {
    this.jobs.take([await this.backend.adoptJob(job.id, remoteId)]);
    this.say(this.t.remote.adopted);
  }

  /** A refused job again, with what its refusal taught; which one came of it. */
  fix(job: JobView): Promise<JobId | undefined> {
    return this.#presses.fix(job);
  }

  /** Whether a press of "create again" can still be taken back: until then another press is the same one. */
  isAgainUnderway(job: JobId): boolean {
    return this.#presses.isAgainUnderway(job);
  }

  /** Opens the sheet for a new video out of a clip, or says that this one cannot be remixed. */
  openDerive(job: JobView, verb: DeriveVerb): void {
    if (remoteVerbs(job, this.servers).includes(verb)) this.sheet = { kind: 'derive', verb, job: job.id };
    else this.say(this.t.remote.cannotRemix(this.serverName(job.server, job.server_name)));
  }

  /** A new video out of a clip. Rejects with what the engine refused: the sheet says it. */
  async derive(request: DeriveJob): Promise<void> {
    this.arrived([await this.backend.deriveJob(request)]);
  }

  /** Deletes the video on the server. Rejects with what was refused. */
  async deleteRemote(job: JobView): Promise<void> {
    this.jobs.take([await this.backend.deleteRemote(job.id)]);
    this.say(this.t.remote.deletedToast(this.serverName(job.server, job.server_name)));
  }

  /** Tiles are back on the wall: the keys go on with them. */
  cameBack([first]: readonly JobId[]): void {
    if (first === undefined || this.open !== null || this.comparing !== null) return;
    this.cursor = first;
    this.wallWanted += 1;
  }

  async favourite(job: JobView): Promise<void> {
    await this.marking.favourite([job.id]);
  }

  /** Tiles are about to leave the wall. What is returned lets the keys go on with what stays. */
  leaving(ids: readonly JobId[]): () => void {
    const next = neighbourOf(this.jobs.ids, ids, this.cursor);
    // What lies over the wall says by itself where the keys go on.
    const covered = this.open !== null || this.comparing !== null;
    return () => {
      if (covered) return;
      this.cursor = next;
      this.wallWanted += 1;
    };
  }

  /** Clips and recipes into the form, and out of it. Fetched when somebody first wants that: no first frame needs it. */
  async recall(what: (recall: Recall) => Promise<void> | void): Promise<void> {
    await this.attempt(async () => what(await (this.#recall ??= import('./recall').then((part) => new part.Recall(this)))));
  }

  useSettings(job: JobView): Promise<void> {
    return this.recall(({ clips }) => clips.settings(job));
  }

  /** The same settings with a new seed, ready for other words. */
  vary(job: JobView): Promise<void> {
    return this.recall(({ clips }) => clips.vary(job));
  }

  usePrompt(job: JobView): Promise<void> {
    return this.recall(({ clips }) => clips.prompt(job));
  }

  useSeed(job: JobView): Promise<void> {
    return this.recall(({ clips }) => clips.seed(job));
  }

  /** A preset into the form; what the model does not list of it is said, and the form as it was can come back. */
  async usePreset(preset: Preset): Promise<void> {
    this.composerShown = true;
    const back = this.craft.remember();
    await this.attempt(async () => {
      const unfit = await this.craft.apply(preset, this.servers);
      const action = { label: this.t.craft.undo, run: () => void this.attempt(back) };
      this.say(this.t.craft.applied(preset.name, unfit.map((what) => this.t.craft.unfit[what]).join(this.t.craft.between)), { action, until: moment() + OFFER_TOAST_MS });
    });
  }

  /** The sheet in front. What is put there lies over the wall alone. */
  get sheet(): SheetName | null {
    return this.sheets.front;
  }

  set sheet(sheet: SheetName | null) {
    this.sheets.only(sheet);
  }

  /** A frame of a clip is being taken, for a slot. */
  get takingFrame(): boolean {
    return this.#pictures.taking > 0;
  }

  /** The slot under the pointer, for drops and pastes that name none. */
  get slotUnderPointer(): Role | null {
    return this.#pictures.slotUnderPointer;
  }

  set slotUnderPointer(role: Role | null) {
    this.#pictures.slotUnderPointer = role;
  }

  stage(file: File, role: Role | null): Promise<void> {
    return this.#pictures.stage(file, role);
  }

  /** Something was pasted of which the page can read at most the text. */
  pastePicture(text: string): Promise<void> {
    return this.#pictures.paste(text);
  }

  /** An address that was dropped or pasted. */
  useAddress(text: string, role: Role | null): Promise<void> {
    return this.#pictures.useAddress(text, role);
  }

  /** A picture of a clip for a slot. */
  useClip(job: JobView, role: Role | null): Promise<void> {
    return this.#pictures.useClip(job, role);
  }

  /** Another picture of the same clip in the place of one. */
  useFrame(clip: ChosenClip, role: Role, old: Slot | null = null): Promise<void> {
    return this.#pictures.useFrame(clip, role, old);
  }

  placePicture(picture: StagedPicture, role: Role | null): void {
    this.#pictures.placePicture(picture, role);
  }

  async copy(text: string, said = this.t.app.copied): Promise<void> {
    await this.attempt(async () => {
      await this.backend.copyText(text);
      this.say(said);
    });
  }

  /** Does something that may fail, and says so if it does; but not what is `said` already, where it was typed. */
  async attempt(what: () => Promise<unknown>, said?: ErrorCode): Promise<boolean> {
    try {
      await what();
      return true;
    } catch (thrown) {
      if (asError(thrown).code !== said) this.fail(thrown);
      return false;
    }
  }

  fail(thrown: unknown): void {
    const error = asError(thrown);
    this.say(sentence(this.t, error), { error });
  }

  get toasts(): readonly ToastItem[] {
    return this.#toasts.items;
  }

  /** Which message it is, for `dismiss`. */
  say(text: string, more: ToastMore = {}): number {
    return this.#toasts.say(text, more);
  }

  dismiss(id: number): void {
    this.#toasts.dismiss(id);
  }

  /** Takes settings as a whole, as they were read from a file or are at first: what shows single ones shows them anew. */
  async takeSettings(settings: Settings): Promise<void> {
    clearTimeout(this.#saving);
    await this.#speak(settings.language);
    this.settings = settings;
    this.taken += 1;
    // A save of the form that was under way may have written the old ones over them.
    this.keepForm();
  }

  /** Fetches the words of a language before anything is said in it. */
  #speak(language: Settings['language']): Promise<void> {
    return learn(chooseTag(language, this.boot.system_language));
  }

  /** Changes settings at once and writes them. What the engine refuses goes back to what it was. */
  async set(change: Partial<Settings>, said?: ErrorCode): Promise<boolean> {
    const { language } = change;
    // The window goes on in the old language until the words of the new one are there.
    if (language !== undefined && !(await this.attempt(() => this.#speak(language)))) return false;
    const before = this.settings;
    this.settings = { ...before, ...change };
    clearTimeout(this.#saving);
    const kept = await this.attempt(() => this.#save(), said);
    const old = Object.keys(change).map((key) => [key, before[key as keyof Settings]] as const);
    if (!kept) this.settings = { ...this.settings, ...(Object.fromEntries(old) as Partial<Settings>) };
    return kept;
  }

  /** Everything larger or smaller, at once and at every further start. */
  async zoom(action: ZoomAction): Promise<void> {
    const zoom = zoomAfter(this.settings.zoom, action);
    if (zoom !== this.settings.zoom) await this.set({ zoom });
  }

  /** The form changed: it is written when the typing pauses. */
  keepForm(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.attempt(() => this.#save()), SAVE_DELAY_MS);
  }

  /** One after the other: of two on their way nobody could say which one stays. */
  #save(): Promise<void> {
    const settings = { ...this.settings, composer: $state.snapshot(this.composer.kept()) as Record<string, unknown> };
    this.settings = settings;
    const saved = this.#saved.then(async () => void (await this.backend.saveSettings(settings)));
    this.#saved = saved.catch(() => undefined);
    return saved;
  }

  /** New jobs that were just made: their tiles appear, and can be taken back until they are sent. */
  arrived(jobs: readonly JobView[], videos = jobs.length): void {
    this.#presses.arrived(jobs, videos);
  }
}

/** Colours for a setting; `system` follows the system. */
export function chooseTheme(theme: Theme, systemIsLight: boolean): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return systemIsLight ? 'light' : 'dark';
}

export const [getApp, setApp] = createContext<App>();
