/**
 * What the whole window shares: the session with the engine, the wall, the form, what is open, and what was said last.
 * Views read it and call its verbs; it knows no element.
 */
import { createContext } from 'svelte';
import { asError, type Backend, type BatchId, type JobId, type ServerId } from './backend';
import { takeFrame, takeStill } from './capture';
import { Composer } from './composer.svelte';
import { Fittings } from './fitted.svelte';
import { isPicture } from './media';
import { readAddress, type ClipFrame, type ClipSource, type Slot } from './slots';
import { catalogues, chooseTag, sentence, type Messages, type Tag } from './i18n';
import { importedSentence, Imports, type ImportState } from './imports.svelte';
import { Jobs } from './jobs.svelte';
import { Spending } from './money.svelte';
import { moment, setClock } from './now.svelte';
import { pressKey } from './press';
import { remoteVerbs, type DeriveVerb } from './remote';
import { Selection } from './selection.svelte';
import { plainly } from './sweep';
import type { AppEvent, Bootstrap, DeriveJob, ErrorView, JobView, Lesson, Rebuilt, Role, ServerView, Settings, StagedPicture, Theme, Verb } from './generated/contract';

/** What lies over the wall. */
export type SheetName =
  | { readonly kind: 'server'; readonly id: ServerId | null }
  | { readonly kind: 'settings' }
  | { readonly kind: 'spend' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'preview' }
  | { readonly kind: 'plan' }
  /** How the picture of a slot is fitted. */
  | { readonly kind: 'picture'; readonly slot: string }
  | { readonly kind: 'derive'; readonly verb: DeriveVerb; readonly job: JobId };

/** Something that a message offers to do. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface ToastItem {
  readonly id: number;
  readonly text: string;
  readonly error: ErrorView | null;
  /** Milliseconds since 1970 at which it goes. */
  readonly until: number;
  /** The batch that can still be taken back. */
  readonly batch: BatchId | null;
  readonly action: ToastAction | null;
}

const SAVE_DELAY_MS = 400;
/** Characters of a prompt by which a picture of its clip is called. */
const CLIP_NAME = 40;
const TOAST_MS = 4000;
const ERROR_TOAST_MS = 9000;
/** A message that offers something stays until it can be read and reached. */
const OFFER_TOAST_MS = 12_000;
/** Longer than any double press, shorter than a decision. */
const DOUBLE_PRESS_MS = 600;

export class App {
  readonly jobs: Jobs;
  readonly composer: Composer;
  readonly imports: Imports;
  readonly fittings: Fittings;
  readonly spending: Spending;
  settings = $state.raw<Settings>({ theme: 'system', language: 'system', proxy: '', keys_in_file: false, composer: {}, row_height: 0, ask_above: 8, budget: null });
  servers = $state.raw<readonly ServerView[]>([]);
  /** Servers that answered, or did not, since the window opened. */
  health = $state<Record<ServerId, 'ok' | 'bad'>>({});
  sheet = $state.raw<SheetName | null>(null);
  /** The job in the loupe. */
  open = $state<JobId | null>(null);
  /** The clips that are compared; they lie over wall and loupe. */
  comparing = $state.raw<readonly JobId[] | null>(null);
  readonly selection = new Selection();
  /** The tile that the keys act on. */
  cursor = $state<JobId | null>(null);
  /** The tile that asks whether it may be removed. */
  removing = $state<JobId | null>(null);
  /** The clip that asks whether its video may be deleted on the server. */
  deleting = $state<JobId | null>(null);
  /** Counts up when the prompt should have the focus; the view that has it follows. */
  promptWanted = $state(0);
  composerShown = $state(true);
  dragging = $state(false);
  diskFull = $state(false);
  /** How the history was made again at this start, until the note is closed. */
  rebuilt = $state.raw<Rebuilt | null>(null);
  toasts = $state.raw<readonly ToastItem[]>([]);
  /** The clip that the pointer carries from the wall, and where it is. */
  carried = $state.raw<{ readonly job: JobView; readonly x: number; readonly y: number } | null>(null);
  /** The slot under the pointer, for drops and pastes that name none. */
  slotUnderPointer: Role | null = null;
  /** The language, and its words. */
  readonly tag: Tag = $derived.by(() => chooseTag(this.settings.language, this.boot.system_language));
  readonly t: Messages = $derived(catalogues[this.tag]);

  /** What "create again" made of a job last; `null` while the engine is asked. */
  #again = $state<Record<JobId, JobId | null | undefined>>({});
  #pressed: { readonly job: JobId; readonly at: number } | null = null;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #toasts = 0;
  #recalls = 0;

  constructor(
    readonly backend: Backend,
    readonly boot: Bootstrap,
  ) {
    setClock(boot.now);
    this.jobs = new Jobs(backend);
    this.jobs.counts = boot.counts;
    this.composer = new Composer(backend);
    this.fittings = new Fittings(backend);
    this.spending = new Spending(backend);
    this.imports = new Imports(backend, (server, state) => this.#imported(server, state));
    this.rebuilt = boot.rebuilt;
    this.settings = boot.settings;
    this.servers = boot.servers;
    this.composer.restore(boot.settings.composer);
    if (!boot.servers.some((server) => server.id === this.composer.server)) this.composer.server = boot.servers[0]?.id ?? 'demo';
  }

  /** Loads what the first screen shows. */
  async start(): Promise<void> {
    await Promise.all([this.jobs.reload(), this.chooseServer(this.composer.server), this.spending.refresh()]);
  }

  handle(event: AppEvent): void {
    this.jobs.apply(event);
    if (event.type === 'jobs' || event.type === 'removed') this.spending.refreshSoon();
    switch (event.type) {
      case 'servers':
        this.servers = event.servers;
        break;
      case 'staged':
        this.dragging = false;
        this.placePicture(event.picture, event.role);
        break;
      case 'drag_over':
        this.dragging = event.active;
        break;
      case 'notice':
        this.dragging = false;
        if (event.kind === 'disk_full') this.diskFull = true;
        else this.say(this.t.notices[event.kind], { error: event.error });
        break;
      case 'removed':
        if (this.open !== null && event.ids.includes(this.open)) this.open = null;
        this.selection.keep((id) => !event.ids.includes(id));
        if (this.sheet?.kind === 'derive' && event.ids.includes(this.sheet.job)) this.sheet = null;
        break;
      case 'transfer':
        // Bytes arrive again: there is room.
        this.diskFull = false;
        break;
      case 'jobs':
        break;
    }
  }

  serverName(id: ServerId, otherwise = ''): string {
    const server = this.servers.find((candidate) => candidate.id === id);
    if (server?.is_demo === true || id === 'demo') return this.t.composer.demo;
    return server?.name ?? otherwise;
  }

  async chooseServer(id: ServerId, model: string | null = null): Promise<void> {
    await this.composer.chooseServer(id, model);
    const trouble = this.composer.modelsTrouble;
    if (this.composer.server === id) this.health[id] = trouble === null ? 'ok' : 'bad';
  }

  /** Sends the form. The tiles appear at once; the toast takes them back until they are sent. `sure`: however many. */
  async create(anyway = false, sure = false): Promise<void> {
    if (!this.composer.ready) return;
    const { plan } = this.composer;
    const { count } = plan;
    if (!sure && plan.asks(this.settings.ask_above, anyway)) {
      this.composerShown = true;
      return;
    }
    plan.settle();
    this.composer.sending = true;
    try {
      const jobs = await this.backend.createJobs({ ...this.composer.request(anyway), count });
      this.composer.accepted();
      this.arrived(jobs, count);
    } catch (thrown) {
      // What does not fit is said at its field, and another number in the form; that must be in sight.
      const error = asError(thrown);
      if (plan.corrects(error) || this.composer.refuse(error)) this.composerShown = true;
      else this.fail(thrown);
    } finally {
      this.composer.sending = false;
    }
  }

  /** A server that was just connected: it is chosen, and what it has from before is offered. */
  async connected(server: ServerView, lists: boolean): Promise<void> {
    this.servers = await this.backend.listServers();
    const offers = lists && server.can.includes('list');
    const action = { label: this.t.imports.start, run: () => void this.importFrom(server.id) };
    this.say(this.t.toast.serverSaved(server.name), offers ? { action, until: moment() + OFFER_TOAST_MS } : {});
    await this.chooseServer(server.id);
  }

  /** Forgets what a server taught about a model; a form that followed it offers again what it hid. */
  async forgetLesson(lesson: Lesson): Promise<void> {
    const changed = await this.backend.forgetLesson(lesson.server, lesson.id);
    this.servers = this.servers.map((server) => (server.id === changed.id ? changed : server));
    const { server, model } = this.composer;
    if (server === lesson.server && model === lesson.model) await this.composer.chooseModel(model);
  }

  /** An import that no sheet shows: its messages tell how it goes. */
  async importFrom(id: ServerId): Promise<void> {
    this.say(this.t.imports.busyAt(this.serverName(id)));
    await this.imports.run(id, false);
  }

  async tryDemo(): Promise<void> {
    const demo = this.servers.find((server) => server.is_demo);
    if (!demo) return;
    await this.chooseServer(demo.id);
    if (this.composer.prompt.trim() === '') this.composer.prompt = this.t.composer.promptDefault;
    await this.create();
  }

  /** Takes a press of Create back. It may be too late by a moment; then that is what is said. */
  async undo(toast: ToastItem): Promise<void> {
    const { batch } = toast;
    this.dismiss(toast.id);
    if (batch === null) return;
    const asked = [...this.jobs.byId.values()].filter((job) => job.batch === batch);
    await this.attempt(async () => {
      await this.backend.undoBatch(batch);
      const left = await Promise.allSettled(asked.map((job) => this.backend.job(job.id)));
      const sent = left.some((answer) => answer.status === 'fulfilled');
      this.say(sent ? this.t.errors.not_allowed_now() : this.t.toast.undone);
    });
  }

  async act(job: JobView, verb: Verb): Promise<void> {
    if (verb === 'remove' && this.removing !== job.id) {
      this.removing = job.id;
      return;
    }
    this.removing = null;
    if (verb === 'create_again') return this.#createAgain(job, () => this.backend.act(job.id, verb));
    await this.attempt(async () => {
      this.jobs.take(await this.backend.act(job.id, verb));
      if (verb === 'remove') this.say(this.t.toast.removed);
    });
  }

  /** Takes the server's id of an unconfirmed job from the user. Rejects with what the server says instead. */
  async adopt(job: JobView, remoteId: string): Promise<void> {
    this.jobs.take([await this.backend.adoptJob(job.id, remoteId)]);
    this.say(this.t.remote.adopted);
  }

  /** A refused job again, with what its refusal taught. */
  async fix(job: JobView): Promise<void> {
    await this.#createAgain(job, async () => [await this.backend.fixJob(job.id, pressKey())]);
  }

  /** Whether a press of "create again" can still be taken back: until then another press is the same one. */
  isAgainUnderway(job: JobId): boolean {
    const made = this.#again[job];
    if (made === undefined || made === null) return made === null;
    const state = this.jobs.byId.get(made)?.state;
    return state === 'draft' || state === 'submitting';
  }

  async #createAgain(job: JobView, make: () => Promise<readonly JobView[]>): Promise<void> {
    // The new tile moves the others: the second half of a double press lands on a neighbour, and would pay for that.
    const hasty = this.#pressed !== null && this.#pressed.job !== job.id && moment() - this.#pressed.at < DOUBLE_PRESS_MS;
    if (hasty || this.isAgainUnderway(job.id)) return;
    this.#pressed = { job: job.id, at: moment() };
    this.#again[job.id] = null;
    let made: readonly JobView[] = [];
    await this.attempt(async () => {
      const changed = await make();
      made = changed.filter((other) => other.id !== job.id);
      this.jobs.take(changed);
      this.#offerUndo(made);
    });
    this.#again[job.id] = made[0]?.id;
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

  async favourite(job: JobView): Promise<void> {
    await this.attempt(async () => this.jobs.take([await this.backend.setFavourite(job.id, !job.favourite)]));
  }

  async useSettings(job: JobView): Promise<void> {
    await this.#recall(job, true);
  }

  /** The same settings with a new seed, ready for other words. */
  async vary(job: JobView): Promise<void> {
    this.promptWanted += 1;
    await this.#recall(job, false);
  }

  async #recall(job: JobView, keepSeed: boolean): Promise<void> {
    this.composerShown = true;
    const ticket = (this.#recalls += 1);
    const ours = () => ticket === this.#recalls;
    await this.attempt(async () => {
      await this.composer.useSettings(job, this.servers, keepSeed);
      if (ours()) this.say(keepSeed ? this.t.toast.settingsRestored : this.t.remote.varied);
    });
    for (const [index, input] of job.inputs.entries()) {
      // Another press took over the form meanwhile.
      if (!ours()) return;
      if (input.url !== null) this.composer.link(input.url, input.role);
      else if (input.media !== null) await this.attempt(() => this.composer.restage(job.id, index, input.role, input.fit));
    }
  }

  usePrompt(job: JobView): void {
    this.composerShown = true;
    this.composer.prompt = plainly(job.prompt);
    this.say(this.t.toast.promptRestored);
  }

  async stage(file: File, role: Role | null): Promise<void> {
    await this.attempt(async () => {
      const picture = await this.backend.stagePicture(new Uint8Array(await file.arrayBuffer()), file.name);
      this.placePicture(picture, role);
    });
  }

  /** Something was pasted of which the page can read at most the text. */
  async pastePicture(text: string): Promise<void> {
    if (readAddress(text) !== null) return this.useAddress(text, null);
    await this.attempt(async () => {
      const picture = await this.backend.pastePicture();
      if (picture !== null) this.placePicture(picture, null);
    });
  }

  /** An address that was dropped or pasted: the picture itself, or the address for a model that takes nothing else. */
  async useAddress(text: string, role: Role | null): Promise<void> {
    this.composerShown = true;
    const address = readAddress(text);
    if (this.composer.description?.local_pictures === false && address !== null) {
      const wanted = this.composer.roleFor(role ?? this.slotUnderPointer);
      if (wanted === null) this.say(this.t.toast.noSlot);
      else this.composer.link(address.href, wanted);
      return;
    }
    await this.attempt(async () => {
      const picture = await this.backend.stageAddress(text);
      if (picture === null) this.say(this.t.notices.picture_refused);
      else this.placePicture(picture, role);
    });
  }

  /** A picture of a clip: a first frame goes on where the clip ends, a last frame leads to where it begins. */
  async useClip(job: JobView, role: Role | null): Promise<void> {
    const { video } = job;
    const wanted = this.composer.roleFor(role);
    if (video === null) return;
    if (wanted === null) return this.say(this.t.toast.noSlot);
    const name = [...job.prompt].slice(0, CLIP_NAME).join('');
    if (isPicture(video)) {
      const still = () => takeStill(this.backend.mediaUrl(video.id));
      await this.#place(wanted, null, name, still);
      return;
    }
    await this.useFrame({ video: video.id, poster: job.poster, name, frame: wanted === 'first' ? 'last' : 'first', job: job.id }, wanted);
  }

  /** Another picture of the same clip in the place of one. */
  async useFrame(clip: ClipSource & { readonly frame: ClipFrame }, role: Role, old: Slot | null = null): Promise<void> {
    const take = (frame: ClipFrame) => (frame === 'poster' ? takeStill(this.backend.mediaUrl(clip.poster ?? '')) : takeFrame(this.backend.mediaUrl(clip.video), frame));
    if (await this.#place(role, clip, clip.name, () => take(clip.frame), old)) return;
    // A webview that cannot play it has its still all the same.
    const still: ClipSource = { ...clip, frame: 'poster' };
    if (clip.poster !== null && clip.frame !== 'poster' && (await this.#place(role, still, clip.name, () => take('poster'), old))) return;
    this.say(this.t.pictures.noFrame);
  }

  /** False: no picture could be taken. */
  async #place(role: Role, clip: ClipSource | null, name: string, take: () => Promise<Uint8Array>, old: Slot | null = null): Promise<boolean> {
    let bytes: Uint8Array;
    try {
      bytes = await take();
    } catch (thrown) {
      void this.backend.log('warn', `frame: ${String(thrown)}`).catch(() => undefined);
      return false;
    }
    await this.attempt(async () => {
      const picture = await this.backend.stagePicture(bytes, `${name}.png`);
      this.composerShown = true;
      if (old !== null && this.composer.slots.includes(old)) this.composer.replace(old, picture, clip);
      else this.composer.place(picture, role, clip);
    });
    return true;
  }

  placePicture(picture: StagedPicture, role: Role | null): void {
    this.composerShown = true;
    if (!this.composer.place(picture, role ?? this.slotUnderPointer)) this.say(this.t.toast.noSlot);
  }

  async copy(text: string, said = this.t.app.copied): Promise<void> {
    await this.attempt(async () => {
      await this.backend.copyText(text);
      this.say(said);
    });
  }

  /** Does something that may fail, and says so if it does. */
  async attempt(what: () => Promise<unknown>): Promise<boolean> {
    try {
      await what();
      return true;
    } catch (thrown) {
      this.fail(thrown);
      return false;
    }
  }

  fail(thrown: unknown): void {
    const error = asError(thrown);
    this.say(sentence(this.t, error), { error });
  }

  say(text: string, more: { error?: ErrorView | null; until?: number; batch?: BatchId; action?: ToastAction } = {}): void {
    const { error = null, batch = null, action = null } = more;
    const until = more.until ?? moment() + (error === null ? TOAST_MS : ERROR_TOAST_MS);
    const id = (this.#toasts += 1);
    // The same words twice in a row are one toast.
    const others = this.toasts.filter((toast) => toast.text !== text || toast.batch !== null);
    this.toasts = [...others, { id, text, error, until, batch, action }].slice(-4);
    setTimeout(() => this.dismiss(id), Math.max(0, until - moment()));
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  /** Changes settings at once and writes them. */
  async set(change: Partial<Settings>): Promise<void> {
    this.settings = { ...this.settings, ...change };
    clearTimeout(this.#saving);
    await this.attempt(() => this.#save());
  }

  /** The form changed: it is written when the typing pauses. */
  keepForm(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.attempt(() => this.#save()), SAVE_DELAY_MS);
  }

  /** Sheets that show servers tell the end themselves. */
  #imported(server: ServerId, state: ImportState): void {
    if (state.kind === 'done') this.jobs.take(state.imported.jobs);
    if (this.sheet?.kind === 'server' || this.sheet?.kind === 'settings') return;
    const name = this.serverName(server);
    if (state.kind === 'failed') this.say(this.t.imports.at(name, sentence(this.t, state.error)), { error: state.error });
    if (state.kind === 'done') this.say(this.t.imports.at(name, importedSentence(this.t, state.imported)), { until: moment() + OFFER_TOAST_MS });
  }

  async #save(): Promise<void> {
    const settings = { ...this.settings, composer: $state.snapshot(this.composer.kept()) as Record<string, unknown> };
    this.settings = settings;
    await this.backend.saveSettings(settings);
  }

  /** New jobs that were just made: their tiles appear, and can be taken back until they are sent. */
  arrived(jobs: readonly JobView[], videos = jobs.length): void {
    this.jobs.take(jobs);
    this.#offerUndo(jobs, videos);
  }

  /** One job may bring several videos. */
  #offerUndo(jobs: readonly JobView[], videos = jobs.length): void {
    const [first] = jobs;
    if (!first) return;
    const until = first.undo_until ?? moment() + this.boot.undo_ms;
    this.say(this.t.toast.created(videos), { until, batch: first.batch });
  }
}

/** Colours for a setting; `system` follows the system. */
export function chooseTheme(theme: Theme, systemIsLight: boolean): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return systemIsLight ? 'light' : 'dark';
}

export const [getApp, setApp] = createContext<App>();
