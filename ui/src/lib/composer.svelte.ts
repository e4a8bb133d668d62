/**
 * The form: what was chosen, what the chosen model makes of it, and the request that comes out. It keeps everything after
 * Create, and knows neither the wall nor the look of its fields.
 */
import { asError, type Backend, type JobId, type ServerId } from './backend';
import { carried, frameKind, lists, nearest, sentFrame } from './frame';
import type { CreateJobs, Crop, ErrorView, Fit, FitRequest, InputView, JobView, ModelView, Param, Role, Size, StagedPicture } from './generated/contract';
import { isField, isSize, readTexts, type ExtraField } from './kept';
import { extraFields, readParam, sentParams, textOf, typed, written } from './params';
import { placeOf } from './place';
import { Plan } from './plan.svelte';
import { pressKey } from './press';
import { ratioName, sameSize, shapesOf } from './shapes';
import { draftOf, fileSlot, linkSlot, readSlot, type ClipSource, type Slot } from './slots';
import { asWritten } from './sweep';
import { Together } from './together.svelte';
import { Words } from './words.svelte';

/** What a clip or a recipe was asked for. */
export type Asked = Pick<JobView, 'prompt' | 'size' | 'aspect' | 'tier' | 'seconds' | 'params' | 'extra'> & Partial<Pick<JobView, 'written'>>;

export interface Where {
  readonly server: ServerId;
  readonly model: string;
}

const MAX_TAKES = 4;
const SEED = 'seed';

export class Composer {
  server = $state<ServerId>('demo');
  model = $state('');
  /** The prompt with its undo. */
  readonly words = new Words();
  /** `null`: the server decides. */
  size = $state.raw<Size | null>(null);
  /** A shape and a tier in words, for models that take those instead of pixels. */
  aspect = $state<string | null>(null);
  tier = $state<string | null>(null);
  seconds = $state<number | null>(null);
  takes = $state(1);
  slots = $state.raw<readonly Slot[]>([]);
  /** Further parameters as typed, also those of other models. Without an entry the model's own choice stands. */
  params = $state<Record<string, string>>({});
  extra = $state<ExtraField[]>([]);
  /** Boxes whose text cannot be read: what the form has is not what they show, and Create waits. */
  unread = $state<{ seconds?: boolean; size?: boolean }>({});

  models = $state.raw<readonly ModelView[]>([]);
  modelsLoading = $state(false);
  modelsTrouble = $state.raw<ErrorView | null>(null);
  description = $state.raw<ModelView | null>(null);
  sending = $state(false);

  readonly shapes = $derived(shapesOf(this.description?.sizes ?? []));
  readonly frame = $derived(frameKind(this.description));
  readonly shape = $derived(this.frame === 'pixels' && this.size ? ratioName(this.size) : this.aspect);
  /** The pixels that are sent, to which pictures are fitted. */
  readonly pixels = $derived(sentFrame(this.description, this).size);
  readonly sizeListed = $derived(this.size === null || (this.description?.size_free ?? true) || this.description?.sizes.some((size) => sameSize(size, this.size)) === true);
  readonly aspectListed = $derived(lists(this.aspect, this.description?.aspects ?? []));
  readonly tierListed = $derived(lists(this.tier, this.description?.tiers ?? []));
  readonly secondsTaken = $derived(this.description?.seconds_taken ?? true);
  readonly secondsListed = $derived(this.seconds === null || this.takesSeconds(this.seconds));
  /** Whether the model lists a parameter for the seed; otherwise the seed is a field by name. */
  readonly seedListed = $derived(this.description?.params.some((param) => param.key === SEED) ?? false);
  /** Parameters that were chosen for another model: kept and not sent. */
  readonly strays = $derived(this.#strays());
  readonly misread = $derived((this.description?.params ?? []).filter((param) => this.reading(param).is === 'wrong'));
  /** The slots that this model has, in the order in which they are shown; a reference slot is open while one is free. */
  readonly roles = $derived(this.#roles());
  /** Several values, and how many videos they make. */
  readonly plan: Plan;
  /** What of it does not go together. */
  readonly together: Together;
  /** Of the longest prompt that it stands for. */
  readonly promptLength = $derived.by(() => this.plan.longest ?? [...this.prompt.trim()].length);
  readonly #legible = $derived(!(this.unread.seconds === true && this.secondsTaken) && !(this.unread.size === true && this.frame === 'pixels') && this.misread.length === 0);
  readonly ready = $derived.by(() => this.#legible && this.prompt.trim() !== '' && this.server !== '' && !this.sending && this.#bringing === 0 && this.plan.trouble === null);

  /** What the engine says does not fit, while the form is still the one that it spoke of. */
  readonly misfit = $derived.by(() => (this.#refused !== null && this.#refused.form === this.#print() ? this.#refused.error : null));
  readonly misfitPlace = $derived(this.misfit === null ? null : placeOf(this.misfit.params['field'] ?? '', this));

  #refused = $state.raw<{ readonly error: ErrorView; readonly form: string } | null>(null);
  #described = 0;
  #listed = 0;
  #bringing = $state(0);
  #recalled = 0;

  constructor(private readonly backend: Backend) {
    this.plan = new Plan(this, backend);
    this.together = new Together(this);
  }

  /** Chooses a server and asks it for its models. False: another one was asked meanwhile, and that answer counts. */
  async chooseServer(id: ServerId, model: string | null = null): Promise<boolean> {
    if (model !== null || id !== this.server) this.model = model ?? '';
    this.server = id;
    const [listed] = await Promise.all([this.#list(model === null), this.#describe()]);
    return listed;
  }

  /**
   * Turns to where something was asked for, and changes nothing else. The description is here and is waited for; the list of
   * models may take half a minute, and what comes so late must find the form as it is by then. False: it turned elsewhere.
   */
  turnTo(server: ServerId, model: string): Promise<boolean> {
    Object.assign(this, { server, model });
    void this.#list(false);
    return this.#describe(false);
  }

  async chooseModel(id: string): Promise<void> {
    this.model = id;
    await this.#describe();
  }

  chooseShape(name: string): void {
    const shape = this.shapes.find((candidate) => candidate.name === name);
    // Stay with as many pixels as before: 1080p landscape becomes 1080p portrait.
    if (shape) this.size = nearest(shape.sizes, this.size) ?? this.size;
  }

  /** Whether a length goes without a warning. */
  takesSeconds(value: number): boolean {
    const model = this.description;
    if (model === null || model.seconds_free || model.seconds.includes(value)) return true;
    const ranged = model.seconds_min !== null || model.seconds_max !== null;
    if (!ranged) return model.seconds.length === 0;
    return value >= (model.seconds_min ?? 0) && value <= (model.seconds_max ?? Infinity);
  }

  get prompt(): string {
    return this.words.text;
  }

  /** A change that nobody typed: it can be undone like one. */
  set prompt(text: string) {
    this.words.put(text);
  }

  get seed(): string {
    return this.params[SEED] ?? '';
  }

  set seed(text: string) {
    this.params[SEED] = text;
  }

  /** A parameter as it stands in the form: what was typed, or the model's own choice. */
  text(param: Param): string {
    return this.params[param.key] ?? textOf(param.default);
  }

  reading(param: Param): ReturnType<typeof readParam> {
    return readParam(param, this.text(param));
  }

  /** Drops what was said of a parameter, so that a model's own choice stands again. */
  forget(key: string): void {
    this.params = Object.fromEntries(Object.entries(this.params).filter(([name]) => name !== key));
  }

  /** Keeps what the engine refused for the place in the form that it is about. False: there is no such place. */
  refuse(error: ErrorView): boolean {
    if ((error.code !== 'does_not_fit' && error.code !== 'picture_must_be_link') || error.params['field'] === undefined) return false;
    this.#refused = { error, form: this.#print() };
    return true;
  }

  /** The engine took the form as it is. */
  accepted(): void {
    this.#refused = null;
  }

  /** Puts a picture where it belongs: the slot of `role`, or the first one that is free. False if the model has none. */
  place(picture: StagedPicture, role: Role | null, clip: ClipSource | null = null): boolean {
    const wanted = role ?? this.#freeRole();
    if (wanted !== null) this.#put(fileSlot(wanted, picture, clip));
    return wanted !== null;
  }

  /** Where a picture goes that wants that role, or none; `null`: nowhere. */
  roleFor(role: Role | null): Role | null {
    return role ?? this.#freeRole();
  }

  /** Puts the address of a picture into a slot, or in the place of what is there. */
  link(url: string, role: Role, old: Slot | null = null): void {
    if (old === null) this.#put(linkSlot(role, url));
    else this.slots = this.slots.map((slot) => (slot === old ? linkSlot(role, url) : slot));
  }

  /** Puts another picture in the place of one. */
  replace(old: Slot, picture: StagedPicture, clip: ClipSource | null = null): void {
    this.slots = this.slots.map((slot) => (slot === old ? { ...fileSlot(slot.role, picture, clip), fit: slot.picture === null ? 'crop' : slot.fit } : slot));
  }

  /** Chooses the part that a crop keeps, of the slot with that id. */
  setCrop(id: string, crop: Crop | null): void {
    this.slots = this.slots.map((slot) => (slot.id === id ? { ...slot, crop } : slot));
  }

  /** What is to be asked of the engine about each picture that would be sent. */
  get fits(): Map<string, FitRequest> {
    const { server, model, pixels: size } = this;
    const files = this.description?.local_pictures ?? true;
    const sent = this.slots.filter((slot) => files && slot.picture !== null && this.takesRole(slot.role));
    return new Map(sent.map((slot) => [slot.id, { server, model, size, input: draftOf(slot) }]));
  }

  setFit(slot: Slot, fit: Fit): void {
    this.slots = this.slots.map((other) => (other === slot ? { ...slot, fit } : other));
  }

  removeSlot(slot: Slot): void {
    this.slots = this.slots.filter((other) => other !== slot);
  }

  /** Whether the chosen model takes such a picture; others are kept in the form and not sent. */
  takesRole(role: Role): boolean {
    const model = this.description;
    if (!model) return role === 'first';
    return role === 'first' ? model.first_frame : role === 'last' ? model.last_frame : model.references > 0;
  }

  /** What the model is asked for. `anyway`: also what its description does not list. */
  request(anyway = false): CreateJobs {
    return {
      client_key: pressKey(),
      server: this.server,
      model: this.model,
      prompt: this.prompt,
      seconds: this.secondsTaken ? this.seconds : null,
      ...sentFrame(this.description, this),
      takes: this.takes,
      inputs: this.slots.filter((slot) => this.takesRole(slot.role)).map(draftOf),
      params: sentParams(this.description?.params ?? [], (param) => this.text(param)),
      extra: { ...(this.seedListed || this.seed.trim() === '' ? {} : { [SEED]: typed(this.seed) }), ...extraFields(this.extra) },
      anyway,
      ...this.plan.sent(),
    };
  }

  /** Only the words, as they were written. */
  usePrompt(asked: Asked): void {
    this.prompt = asWritten(asked);
  }

  /** Only the seed. Empty: there is none, and the form's own stays. */
  useSeed({ params, extra }: Asked): string {
    const seed = textOf(params[SEED] ?? extra[SEED] ?? '');
    if (seed !== '') this.seed = seed;
    return seed;
  }

  /**
   * Everything that was asked for into the form, with or without its seed; pictures are brought back by the caller. `where`: at
   * which server and model. Also where those stay: what a list of models that is still on its way would choose is another one.
   */
  async fill(asked: Asked, where: Where = this, keepSeed = true): Promise<void> {
    const { seed, ...others } = asked.extra;
    this.#recalled += 1;
    this.usePrompt(asked);
    this.plan.clear();
    this.params = Object.fromEntries(Object.entries(asked.params).map(([key, value]) => [key, textOf(value)]));
    if (seed !== undefined) this.seed = textOf(seed);
    if (!keepSeed) this.seed = '';
    this.extra = Object.entries(others).map(([name, value]) => ({ name, value: written(value) }));
    this.slots = [];
    this.unread = {};
    const { size, aspect, tier, seconds } = asked;
    Object.assign(this, { size, aspect, tier, seconds });
    if (!(await this.turnTo(where.server, where.model))) return;
    // A parameter that was not said is not to be the model's own choice.
    for (const param of this.description?.params ?? []) if (param.default !== undefined) this.params[param.key] ??= '';
  }

  /** Create waits until it is done: without the pictures that are on their way back it would pay for another video. */
  async bringing(what: () => Promise<void>): Promise<void> {
    this.#bringing += 1;
    await what().finally(() => (this.#bringing -= 1));
  }

  /**
   * A job's picture back into its slot; `clip`: of which it is a frame, so that the new clip knows it as well. One that cannot come
   * back leaves its place marked: a video without it is another one, so it is refused until somebody chooses or removes it.
   */
  async restage(job: JobId, index: number, { role, fit, name, size }: Pick<InputView, 'role' | 'fit' | 'name' | 'size'>, clip: Promise<ClipSource | null>): Promise<void> {
    const recalled = this.#recalled;
    // The form may be filled from another job meanwhile.
    const put = (picture: StagedPicture, from: ClipSource | null) => recalled === this.#recalled && this.placeAs(picture, role, fit, from);
    try {
      const [picture, from] = await Promise.all([this.backend.restageInput(job, index), clip]);
      put(picture, from);
    } catch (thrown) {
      put({ id: `gone-${job}-${index}`, name, width: 1280, height: 720, ...size, bytes: 0 }, null);
      throw thrown;
    }
  }

  /** A picture back into the slot that it was in, fitted as it was. */
  placeAs(picture: StagedPicture, role: Role, fit: Fit, clip: ClipSource | null = null): void {
    if (this.place(picture, role, clip)) this.slots = this.slots.map((slot) => (slot.id === picture.id ? { ...slot, fit } : slot));
  }

  /** What settings keep of the form. */
  kept(): Record<string, unknown> {
    return {
      server: this.server,
      model: this.model,
      prompt: this.prompt,
      size: this.size,
      aspect: this.aspect,
      tier: this.tier,
      seconds: this.seconds,
      takes: this.takes,
      slots: this.slots,
      params: $state.snapshot(this.params),
      extra: $state.snapshot(this.extra),
      also: this.plan.also,
    };
  }

  /** The form as it was left. What cannot be read is left out: an older Rushes may have written it. */
  restore(kept: Record<string, unknown>): void {
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    this.prompt = text(kept['prompt']);
    this.server = text(kept['server']) || 'demo';
    this.model = text(kept['model']);
    this.aspect = text(kept['aspect']) || null;
    this.tier = text(kept['tier']) || null;
    this.params = readTexts(kept['params']);
    const takes = Number(kept['takes']);
    this.takes = Number.isInteger(takes) && takes >= 1 && takes <= MAX_TAKES ? takes : 1;
    this.seconds = typeof kept['seconds'] === 'number' && kept['seconds'] > 0 ? kept['seconds'] : null;
    this.size = isSize(kept['size']) ? kept['size'] : null;
    this.slots = Array.isArray(kept['slots']) ? kept['slots'].flatMap((value) => readSlot(value) ?? []) : [];
    this.extra = Array.isArray(kept['extra']) ? kept['extra'].filter(isField).map(({ name, value }) => ({ name, value })) : [];
    this.unread = {};
    this.plan.restore(kept['also']);
    this.#restored = this.model !== '';
  }

  #restored = false;

  /** `pick`: the first of the list, if no model is chosen. False: another list was asked for meanwhile. */
  async #list(pick: boolean): Promise<boolean> {
    const ticket = (this.#listed += 1);
    Object.assign(this, { models: [], modelsTrouble: null, modelsLoading: true });
    try {
      const models = await this.backend.listModels(this.server);
      if (ticket !== this.#listed) return false;
      this.models = models;
      const [first] = models;
      if (pick && this.model === '' && first) await this.chooseModel(first.id);
    } catch (thrown) {
      if (ticket === this.#listed) this.modelsTrouble = asError(thrown);
    }
    if (ticket === this.#listed) this.modelsLoading = false;
    return ticket === this.#listed;
  }

  /** `settle`: takes what the model chooses for itself. False: another one was asked about meanwhile. */
  async #describe(settle = true): Promise<boolean> {
    const ticket = (this.#described += 1);
    const { server, model } = this;
    try {
      const description = await this.backend.describeModel(server, model);
      if (ticket !== this.#described) return false;
      const before = this.description;
      this.description = description;
      if (settle) this.#settle(description, before);
    } catch {
      // The list of models says what is wrong with the server; without a description every field is free.
      if (ticket === this.#described) this.description = null;
    }
    return ticket === this.#described;
  }

  /** Takes the model's own choice where nothing was chosen. What a person chose stays, listed or not. */
  #settle(model: ModelView, before: ModelView | null): void {
    if (this.#restored) {
      this.#restored = false;
      return;
    }
    Object.assign(this, carried(before === null ? null : frameKind(before), model, { size: this.size, aspect: this.aspect, tier: this.tier }));
    // What the model before chose for itself is no choice of the person's, where this one does not take it.
    if (this.seconds !== null && this.seconds === before?.seconds_default && !this.takesSeconds(this.seconds)) this.seconds = null;
    this.seconds ??= model.seconds_default;
  }

  #strays(): [string, string][] {
    const model = this.description;
    if (model === null) return [];
    const known = new Set([SEED, ...model.params.map((param) => param.key)]);
    return Object.entries(this.params).filter(([key, text]) => !known.has(key) && text.trim() !== '');
  }

  /** The form without what no refusal is about. */
  #print(): string {
    return JSON.stringify({ ...this.kept(), prompt: '' });
  }

  #put(slot: Slot): void {
    const others = slot.role === 'reference' ? this.slots : this.slots.filter((other) => other.role !== slot.role);
    this.slots = [...others, slot];
  }

  #roles(): Role[] {
    const held = this.slots.filter((slot) => slot.role === 'reference').length;
    const open = (this.description?.references ?? 0) > held;
    const shows = (role: Role) => this.takesRole(role) || this.slots.some((slot) => slot.role === role);
    return [...(['first', 'last'] as const).filter(shows), ...(open ? (['reference'] as const) : [])];
  }

  #freeRole(): Role | null {
    const used = new Set(this.slots.map((slot) => slot.role));
    if (this.takesRole('first') && !used.has('first')) return 'first';
    if (this.takesRole('last') && !used.has('last')) return 'last';
    if (this.roles.includes('reference')) return 'reference';
    return this.takesRole('first') ? 'first' : null;
  }
}
