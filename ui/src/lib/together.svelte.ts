/**
 * What in the form does not go together, while it is being filled in. It knows the form's values and the model's rules; how
 * a rule is said is none of this.
 */
import type { Composer } from './composer.svelte';
import { clashAfter, clashesOf, type Asked, type Clash } from './rules';

export class Together {
  readonly #asked: Asked = $derived.by(() => {
    const { model, seconds, size, aspect, tier, inputs, params, extra } = this.form.request();
    return { model, seconds, size, aspect: aspect ?? null, tier: tier ?? null, roles: inputs.map((input) => input.role), params: { ...extra, ...params } };
  });
  readonly #rules = $derived.by(() => this.form.description?.rules ?? []);
  readonly #clashes = $derived.by(() => clashesOf(this.#rules, this.#asked));

  constructor(private readonly form: Pick<Composer, 'description' | 'request'>) {}

  /** What is chosen for one of these values and must be something else, because of others. */
  broken(names: readonly string[]): Clash | null {
    return this.#clashes.find((clash) => names.includes(clash.name)) ?? null;
  }

  /** What the choice would break. */
  after(change: Partial<Omit<Asked, 'roles' | 'params'>>): Clash | null {
    const names = Object.keys(change);
    return clashAfter(this.#rules, this.#asked, change, 'size' in change ? [...names, 'width', 'height'] : names);
  }

  afterParam(key: string, value: unknown): Clash | null {
    const { params } = this.#asked;
    return clashAfter(this.#rules, this.#asked, { params: { ...params, [key]: value } }, [key]);
  }

  /** With one picture more. */
  afterPicture(role: Asked['roles'][number]): Clash | null {
    return clashAfter(this.#rules, this.#asked, { roles: [...this.#asked.roles, role] }, [role]);
  }
}
