/**
 * What a press of Create would make, as the engine counts it, and the question before very many. It knows the form's
 * request and asks the engine; it sends nothing.
 */
import { asError, type Backend } from './backend';
import type { Composer } from './composer.svelte';
import type { CreateJobs, ErrorView, PlannedJob } from './generated/contract';
import { lists } from './frame';
import { readParam } from './params';
import { KINDS, mayChoose, NONE, promptCount, readAlso, readValues, sizeOf, sizeText, sweepOf, valuesOf, type Also, type Kind, type Own } from './sweep';
import { sameSize } from './shapes';
import { mayDraw } from './snippets';

interface Counted {
  readonly lines: readonly PlannedJob[];
  /** Why there is no plan. */
  readonly trouble: ErrorView | null;
}

export class Plan {
  /** Further values of each field. Those that the chosen model has no field for are kept and not sent. */
  also = $state.raw<Also>(NONE);
  #counted = $state.raw<Counted | null>(null);
  #question = $state.raw<{ readonly anyway: boolean; readonly form: string } | null>(null);
  #recounted = $state.raw<{ readonly error: ErrorView; readonly form: string } | null>(null);
  #ticket = 0;

  readonly own: Own = $derived.by(() => this.#own());
  /** What the chosen model has a field for. */
  readonly kinds: readonly Kind[] = $derived.by(() => KINDS.filter((kind) => this.#takes(kind)));
  /** Whether the engine has to be asked how many there are. */
  readonly open = $derived.by(() => mayChoose(this.form.prompt) || mayDraw(this.form.prompt) || this.kinds.some((kind) => this.values(kind).length > 0));
  readonly lines = $derived(this.open ? (this.#counted?.lines ?? []) : []);
  readonly trouble = $derived(this.open ? (this.#counted?.trouble ?? null) : null);
  /** Whether different things are asked for, not only takes of one. */
  readonly several = $derived(this.lines.length > 1);
  /** How many videos the form stands for, as it was counted last. */
  readonly count = $derived.by(() => (this.lines.length === 0 ? this.form.takes : this.lines.reduce((sum, line) => sum + line.takes, 0)));
  /** Whether something is drawn for each video. */
  readonly draws = $derived(this.lines.some((line) => mayDraw(line.prompt)));
  readonly prompts = $derived(promptCount(this.lines));
  /** How long the prompts get at most, whatever is drawn, in characters; `null` without a plan. */
  readonly longest = $derived(this.lines.length === 0 ? null : Math.max(...this.lines.map((line) => line.longest)));
  /** The question before very many stands, and whether it is about sending what does not fit; gone when the form changes. */
  readonly question = $derived.by(() => (this.#question?.form === this.#print() ? this.#question : null));
  /** The engine counted others than the button said, and the form is still the one that it spoke of. */
  readonly recounted = $derived.by(() => (this.#recounted?.form === this.#print() ? this.#recounted.error : null));

  constructor(
    private readonly form: Composer,
    private readonly backend: Pick<Backend, 'planned'>,
  ) {}

  /** For an effect: asks the engine anew whenever what is asked for changes. */
  follow(): void {
    this.#ticket += 1;
    if (!this.open) {
      this.#counted = null;
      return;
    }
    void this.#ask(this.form.request());
  }

  values(kind: Kind): string[] {
    return valuesOf(kind, this.own, this.also);
  }

  /** The values beside the field's own. */
  others(kind: Kind): readonly string[] {
    return this.also[kind].filter((value) => value !== this.own[kind]);
  }

  /** Adds what was typed or chosen: one value or several. */
  add(kind: Kind, text: string): void {
    const values = readValues(kind, text)?.filter((value) => value !== this.own[kind]) ?? [];
    this.also = { ...this.also, [kind]: [...new Set([...this.also[kind], ...values])] };
  }

  remove(kind: Kind, value: string): void {
    this.also = { ...this.also, [kind]: this.also[kind].filter((other) => other !== value) };
  }

  /** Whether the model takes a value without a warning. */
  listed(kind: Kind, value: string): boolean {
    const model = this.form.description;
    if (model === null) return true;
    switch (kind) {
      case 'model':
        return true;
      case 'size':
        return model.size_free || model.sizes.some((size) => sameSize(size, sizeOf(value)));
      case 'aspect':
        return lists(value, model.aspects);
      case 'tier':
        return lists(value, model.tiers);
      case 'seconds':
        return this.form.takesSeconds(Number(value));
      case 'seed': {
        const param = model.params.find((one) => one.key === 'seed');
        const reading = param === undefined ? null : readParam(param, value);
        return reading === null || (reading.is === 'value' && reading.listed);
      }
    }
  }

  /** The several values of a request; pixels and words for the same thing never stand side by side. */
  sent(): Pick<CreateJobs, 'sweep'> & Partial<Pick<CreateJobs, 'aspect' | 'tier'>> {
    const sweep = sweepOf(this.kinds, this.own, this.also);
    return { sweep, ...(sweep.sizes.length > 0 ? { aspect: null, tier: null } : {}) };
  }

  /** Whether so many have to be asked about first; the question stands from now on. */
  asks(most: number, anyway: boolean): boolean {
    const asks = this.count > most;
    if (asks) this.#question = { anyway, form: this.#print() };
    return asks;
  }

  /** The question was answered, or taken back. */
  settle(): void {
    this.#question = null;
  }

  /** Keeps that the engine counted otherwise, and counts anew. False: the trouble is another one. */
  corrects(error: ErrorView): boolean {
    if (error.code !== 'count_changed') return false;
    this.#recounted = { error, form: this.#print() };
    this.follow();
    return true;
  }

  /** Only the field's own values again. */
  clear(): void {
    this.also = NONE;
  }

  restore(kept: unknown): void {
    this.also = readAlso(kept);
  }

  async #ask(request: CreateJobs): Promise<void> {
    const ticket = this.#ticket;
    let counted: Counted;
    try {
      counted = { lines: await this.backend.planned(request), trouble: null };
    } catch (thrown) {
      counted = { lines: [], trouble: asError(thrown) };
    }
    if (ticket === this.#ticket) this.#counted = counted;
  }

  #takes(kind: Kind): boolean {
    const { frame, description } = this.form;
    switch (kind) {
      case 'model':
      case 'seed':
        return true;
      case 'size':
        return frame === 'pixels';
      case 'aspect':
        return frame === 'words' && (description?.aspects.length ?? 0) > 0;
      case 'tier':
        return frame === 'words' && (description?.tiers.length ?? 0) > 0;
      case 'seconds':
        return this.form.secondsTaken;
    }
  }

  #own(): Own {
    const { form } = this;
    const seed = readValues('seed', form.seed);
    return {
      model: form.model,
      size: form.size === null ? null : sizeText(form.size),
      aspect: form.aspect,
      tier: form.tier,
      seconds: form.seconds === null ? null : String(form.seconds),
      seed: seed?.length === 1 ? (seed[0] ?? null) : null,
    };
  }

  #print(): string {
    return JSON.stringify(this.form.kept());
  }
}
