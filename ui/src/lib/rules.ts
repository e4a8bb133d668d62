/**
 * Values of a form that go together or do not, as a model's description says it. The engine decides in the same way, and it
 * alone refuses; here it is known before anything is pressed. Pure.
 */
import type { Only, Role, Rule, Size } from './generated/contract';

/** What a form says, as far as rules can speak of it. */
export interface Asked {
  readonly model: string;
  readonly seconds: number | null;
  readonly size: Size | null;
  readonly aspect: string | null;
  readonly tier: string | null;
  /** One for each picture. */
  readonly roles: readonly Role[];
  /** Further parameters and fields, by their names. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A rule that is broken, and the value that it demands otherwise. */
export interface Clash {
  readonly rule: Rule;
  readonly name: string;
}

/** Every value that a rule forbids. */
export function clashesOf(rules: readonly Rule[], asked: Asked): Clash[] {
  return rules
    .filter((rule) => conditions(rule.if).every(([name, only]) => holds(valueOf(asked, name), only)))
    .flatMap((rule) => conditions(rule.then).flatMap(([name, only]) => (breaks(valueOf(asked, name), only) ? [{ rule, name }] : [])));
}

/** What a change would break, as far as the changed values have a part in it. */
export function clashAfter(rules: readonly Rule[], asked: Asked, change: Partial<Asked>, names: readonly string[]): Clash | null {
  const found = clashesOf(rules, { ...asked, ...change });
  return found.find(({ rule, name }) => names.includes(name) || conditions(rule.if).some(([other]) => names.includes(other))) ?? null;
}

export function conditions(of: Rule['if']): [string, Only][] {
  return Object.entries(of);
}

/** What is said under the name of a value; `null`: nothing. */
function valueOf(asked: Asked, name: string): unknown {
  const { size } = asked;
  switch (name) {
    case 'size':
      return size === null ? null : `${size.width}x${size.height}`;
    case 'width':
    case 'height':
      return size?.[name] ?? null;
    case 'seconds':
    case 'aspect':
    case 'tier':
    case 'model':
      return asked[name];
    case 'first':
    case 'last':
    case 'reference':
      return asked.roles.filter((role) => role === name).length || null;
    default:
      return asked.params[name] ?? null;
  }
}

/** What is not said fulfils no condition. */
function holds(value: unknown, only: Only): boolean {
  if (typeof only === 'boolean') return (value !== null) === only;
  if (Array.isArray(only)) return value !== null && only.some((one) => equal(one, value));
  return typeof value === 'number' && value >= (only.min ?? -Infinity) && value <= (only.max ?? Infinity);
}

/** What is not said contradicts no list. */
function breaks(value: unknown, only: Only): boolean {
  return (typeof only === 'boolean' || value !== null) && !holds(value, only);
}

function equal(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one.toLowerCase() === other.toLowerCase();
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
