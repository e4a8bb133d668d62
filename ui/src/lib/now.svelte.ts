/** The engine's clock as something that can be read in a template. It ticks only while somebody looks. */
import { createSubscriber } from 'svelte/reactivity';
import { dayKey } from './format';

/** So often is looked whether another day began: what is set to midnight is late after the computer slept. */
const LOOK_MS = 20_000;

let offset = 0;

const ticks = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

const days = createSubscriber((update) => {
  let day = dayKey(moment());
  const timer = setInterval(() => {
    const before = day;
    day = dayKey(moment());
    if (day !== before) update();
  }, LOOK_MS);
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

/** A moment of the present day; read in a template or effect, it is read again when another day began, and costs nothing meanwhile. */
export function today(): number {
  days();
  return moment();
}

/** The same moment without following it. */
export function moment(): number {
  return Date.now() + offset;
}
