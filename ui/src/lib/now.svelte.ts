/** The engine's clock as something that can be read in a template. It ticks only while somebody looks. */
import { createSubscriber } from 'svelte/reactivity';

let offset = 0;

const ticks = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** Places our clock against the engine's. */
export function setClock(engineNow: number): void {
  offset = engineNow - Date.now();
}

/** Milliseconds since 1970; read in a template or effect, it is read again every second. */
export function now(): number {
  ticks();
  return Date.now() + offset;
}

/** The same moment without following it. */
export function moment(): number {
  return Date.now() + offset;
}
