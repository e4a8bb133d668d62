/**
 * What the window said last: a few messages, each for a while. It knows neither what they are about nor how they look.
 */
import type { Backend, BatchId } from './backend';
import type { Composer } from './composer.svelte';
import type { ErrorView } from './generated/contract';
import type { Messages } from './i18n';
import { moment } from './now.svelte';

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

/** What a message may have besides its words. */
export interface ToastMore {
  readonly error?: ErrorView | null;
  readonly until?: number;
  readonly batch?: BatchId;
  readonly action?: ToastAction;
}

/** What the parts of the window's state need of it: the form, the engine, and a way to say how it went. */
export interface Desk {
  readonly backend: Backend;
  readonly composer: Composer;
  readonly t: Messages;
  composerShown: boolean;
  say(text: string, more?: ToastMore): void;
  /** Does something that may fail, and says so if it does. */
  attempt(what: () => Promise<unknown>): Promise<boolean>;
}

/** A message that offers something stays until it can be read and reached. */
export const OFFER_TOAST_MS = 12_000;
const TOAST_MS = 4000;
const ERROR_TOAST_MS = 9000;
/** At once in sight. */
const MOST = 4;

export class Toasts {
  items = $state.raw<readonly ToastItem[]>([]);
  #count = 0;

  say(text: string, more: ToastMore = {}): number {
    const { error = null, batch = null, action = null } = more;
    const until = more.until ?? moment() + (error === null ? TOAST_MS : ERROR_TOAST_MS);
    const id = (this.#count += 1);
    // The same words twice in a row are one toast.
    const others = this.items.filter((toast) => toast.text !== text || toast.batch !== null);
    this.items = [...others, { id, text, error, until, batch, action }].slice(-MOST);
    setTimeout(() => this.dismiss(id), Math.max(0, until - moment()));
    return id;
  }

  dismiss(id: number): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }
}
