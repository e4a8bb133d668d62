/** The way to a server, as the settings write it: empty as everybody, `direct` past every proxy, or a proxy's address. */
import type { Settings } from './generated/contract';

export const WAYS = ['system', 'direct', 'own'] as const;
export type Way = (typeof WAYS)[number];

export const DIRECT = 'direct';

export function wayOf(proxy: string): Way {
  if (proxy === '') return 'system';
  return proxy === DIRECT ? 'direct' : 'own';
}

/** The origin of an address, by which a way of its own is kept; `null` for what is no address. */
export function originOf(address: string): string | null {
  try {
    const { origin } = new URL(address);
    return origin === 'null' ? null : origin;
  } catch {
    return null;
  }
}

/** The ways of single servers with this one changed; an empty way is that of all. */
export function routed(routes: Settings['routes'], origin: string, way: string): Settings['routes'] {
  const others = Object.entries(routes).filter(([other]) => other !== origin);
  return Object.fromEntries(way === '' ? others : [...others, [origin, way]]);
}
