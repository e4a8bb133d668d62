/**
 * The form: what was chosen, what the chosen model makes of it, and the request that comes out. It keeps everything after
 * Create, and knows neither the wall nor the look of its fields.
 */
import { asError, type Backend, type JobId, type ServerId } from './backend';
import type { CreateJobs, ErrorView, Fit, InputDraft, JobView, ModelView, Role, ServerView, Size, StagedPicture } from './generated/contract';
import { ratioName, sameSize, shapesOf } from './shapes';

/** A picture in a slot. */
export interface Slot {
  readonly role: Role;
  readonly picture: StagedPicture;
  readonly fit: Fit;
}

/** A further field as typed. */
export interface ExtraField {
  name: string;
  value: string;
}

const MAX_TAKES = 4;

export class Composer {
  server = $state<ServerId>('demo');
  model = $state('');
  prompt = $state('');
  /** `null`: the server decides. */
  size = $state.raw<Size | null>(null);
  seconds = $state<number | null>(null);
  takes = $state(1);
  slots = $state.raw<readonly Slot[]>([]);
  seed = $state('');
  extra = $state<ExtraField[]>([]);

  models = $state.raw<readonly ModelView[]>([]);
  modelsLoading = $state(false);
  modelsTrouble = $state.raw<ErrorView | null>(null);
  description = $state.raw<ModelView | null>(null);
  sending = $state(false);

  readonly shapes = $derived(shapesOf(this.description?.sizes ?? []));
  readonly shape = $derived(this.size ? ratioName(this.size) : null);
  readonly sizeListed = $derived(this.size === null || this.#sizeFree() || (this.description?.sizes.some((size) => sameSize(size, this.size)) ?? true));
  readonly secondsListed = $derived(this.seconds === null || this.#secondsFree() || (this.description?.seconds.includes(this.seconds) ?? true));
  /** The slots that this model has, in the order in which they are shown; a reference slot is open while one is free. */
  readonly roles = $derived(this.#roles());
  readonly promptLength = $derived([...this.prompt].length);
  readonly ready = $derived(this.prompt.trim() !== '' && this.server !== '' && !this.sending);

  #described = 0;

  constructor(private readonly backend: Backend) {}

  /** Chooses a server and asks it for its models. */
  async chooseServer(id: ServerId, model: string | null = null): Promise<void> {
    const same = id === this.server;
    this.server = id;
    if (model !== null || !same) this.model = model ?? '';
    this.models = [];
    this.modelsTrouble = null;
    this.modelsLoading = true;
    const described = this.#describe();
    try {
      const models = await this.backend.listModels(id);
      if (this.server !== id) return;
      this.models = models;
      const [first] = models;
      if (this.model === '' && first) await this.chooseModel(first.id);
    } catch (thrown) {
      if (this.server === id) this.modelsTrouble = asError(thrown);
    } finally {
      if (this.server === id) this.modelsLoading = false;
    }
    await described;
  }

  async chooseModel(id: string): Promise<void> {
    this.model = id;
    await this.#describe();
  }

  chooseShape(name: string): void {
    const shape = this.shapes.find((candidate) => candidate.name === name);
    if (!shape) return;
    // Stay with as many pixels as before: 1080p landscape becomes 1080p portrait.
    const area = this.size ? this.size.width * this.size.height : null;
    const sizes = [...shape.sizes];
    if (area !== null) sizes.sort((a, b) => Math.abs(a.width * a.height - area) - Math.abs(b.width * b.height - area));
    this.size = sizes[0] ?? this.size;
  }

  /** Puts a picture where it belongs: the slot of `role`, or the first one that is free. False if the model has none. */
  place(picture: StagedPicture, role: Role | null): boolean {
    const wanted = role ?? this.#freeRole();
    if (wanted === null) return false;
    const slot: Slot = { role: wanted, picture, fit: 'crop' };
    const others = wanted === 'reference' ? this.slots : this.slots.filter((other) => other.role !== wanted);
    this.slots = [...others, slot];
    return true;
  }

  /** Puts another picture in the place of one. */
  replace(old: Slot, picture: StagedPicture): void {
    this.slots = this.slots.map((slot) => (slot === old ? { ...slot, picture } : slot));
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

  request(): CreateJobs {
    return {
      client_key: pressKey(),
      server: this.server,
      model: this.model,
      prompt: this.prompt,
      seconds: this.seconds,
      size: this.size,
      aspect: null,
      tier: null,
      takes: this.takes,
      inputs: this.#inputs(),
      params: {},
      extra: this.#extraFields(),
      anyway: false,
    };
  }

  /** Everything of a job back into the form; its pictures are brought back by the caller. */
  async useSettings(job: JobView, servers: readonly ServerView[]): Promise<void> {
    this.prompt = job.prompt;
    this.size = job.size;
    this.seconds = job.seconds;
    const { seed, ...others } = job.extra;
    this.seed = seed === undefined ? '' : written(seed);
    this.extra = Object.entries(others).map(([name, value]) => ({ name, value: written(value) }));
    this.slots = [];
    if (servers.some((server) => server.id === job.server)) await this.chooseServer(job.server, job.model);
    // A fresh description must not replace what the job had.
    this.size = job.size;
    this.seconds = job.seconds;
  }

  async restage(job: JobId, index: number, role: Role, fit: Fit): Promise<void> {
    const picture = await this.backend.restageInput(job, index);
    if (this.place(picture, role)) {
      this.slots = this.slots.map((slot) => (slot.picture.id === picture.id ? { ...slot, fit } : slot));
    }
  }

  /** What settings keep of the form. */
  kept(): Record<string, unknown> {
    return {
      server: this.server,
      model: this.model,
      prompt: this.prompt,
      size: this.size,
      seconds: this.seconds,
      takes: this.takes,
      slots: this.slots,
      seed: this.seed,
      extra: $state.snapshot(this.extra),
    };
  }

  /** The form as it was left. What cannot be read is left out: an older Rushes may have written it. */
  restore(kept: Record<string, unknown>): void {
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    this.prompt = text(kept['prompt']);
    this.server = text(kept['server']) || 'demo';
    this.model = text(kept['model']);
    this.seed = text(kept['seed']);
    const takes = Number(kept['takes']);
    this.takes = Number.isInteger(takes) && takes >= 1 && takes <= MAX_TAKES ? takes : 1;
    this.seconds = typeof kept['seconds'] === 'number' && kept['seconds'] > 0 ? kept['seconds'] : null;
    this.size = isSize(kept['size']) ? kept['size'] : null;
    this.slots = Array.isArray(kept['slots']) ? kept['slots'].filter(isSlot) : [];
    this.extra = Array.isArray(kept['extra']) ? kept['extra'].filter(isField).map(({ name, value }) => ({ name, value })) : [];
    this.#restored = this.model !== '';
  }

  #restored = false;

  async #describe(): Promise<void> {
    const ticket = (this.#described += 1);
    const { server, model } = this;
    try {
      const description = await this.backend.describeModel(server, model);
      if (ticket !== this.#described) return;
      this.description = description;
      this.#settle(description);
    } catch {
      // The list of models says what is wrong with the server; without a description every field is free.
      if (ticket === this.#described) this.description = null;
    }
  }

  /** Takes the model's own choice where nothing was chosen. What was chosen stays, listed or not. */
  #settle(model: ModelView): void {
    if (this.#restored) {
      this.#restored = false;
      return;
    }
    this.size ??= model.size_default;
    this.seconds ??= model.seconds_default;
  }

  #sizeFree(): boolean {
    return this.description?.size_free ?? true;
  }

  #secondsFree(): boolean {
    return this.description?.seconds_free ?? true;
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

  #inputs(): InputDraft[] {
    return this.slots
      .filter((slot) => this.takesRole(slot.role))
      .map((slot) => ({ role: slot.role, fit: slot.fit, staged: slot.picture.id }));
  }

  #extraFields(): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    if (this.seed.trim() !== '') fields['seed'] = typed(this.seed);
    for (const { name, value } of this.extra) {
      if (name.trim() !== '') fields[name.trim()] = typed(value);
    }
    return fields;
  }
}

/** A typed value: JSON where it reads as JSON, else the text as it stands. */
export function typed(text: string): unknown {
  const trimmed = text.trim();
  // A long number would lose digits as JSON; seeds and ids have them.
  if (/^-?\d+$/.test(trimmed) && !Number.isSafeInteger(Number(trimmed))) return trimmed;
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    return text;
  }
}

/** The opposite of {@link typed}: a text that would read as something else gets its quotes. */
export function written(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return typed(value) === value ? value : JSON.stringify(value);
}

/** Names one press of Create: 128 random bits. */
function pressKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isSize(value: unknown): value is Size {
  return typeof value === 'object' && value !== null && Number((value as Size).width) >= 1 && Number((value as Size).height) >= 1;
}

function isSlot(value: unknown): value is Slot {
  if (typeof value !== 'object' || value === null) return false;
  const { role, fit, picture } = value as Slot;
  return ['first', 'last', 'reference'].includes(role) && ['crop', 'pad', 'stretch', 'none'].includes(fit) && typeof picture?.id === 'string';
}

function isField(value: unknown): value is ExtraField {
  return typeof value === 'object' && value !== null && typeof (value as ExtraField).name === 'string' && typeof (value as ExtraField).value === 'string';
}
