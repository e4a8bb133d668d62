/**
 * Keys that are pressed while the view that they are meant for is still fetched: nobody knows that it comes a moment later, so it
 * gets them when it is there. It knows no view and no meaning of a key.
 */
export class HeldKeys {
  #keys: KeyboardEvent[] = [];

  /** Nothing else gets this key. */
  hold(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.#keys.push(event);
  }

  /** Presses them where the focus is now, in their order. */
  release(): void {
    for (const key of this.#keys.splice(0)) (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(key.type, key));
  }

  /** What they were meant for does not come any more. */
  forget(): void {
    this.#keys = [];
  }
}
