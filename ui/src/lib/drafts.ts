/**
 * What was typed into a form and saved nowhere, by its place: whoever closes what lies around the form finds it there again. It is
 * kept as long as the window is open; saving ends it, and so does Cancel. It knows no form.
 */
export class Drafts<T> {
  readonly #kept = new Map<string, string>();

  /** `first`: as the form begins; that is nothing to keep. */
  keep(place: string, now: T, first: T): void {
    const text = JSON.stringify(now);
    this.#kept.delete(place);
    if (text !== JSON.stringify(first)) this.#kept.set(place, text);
  }

  /** `null`: nothing is half-written there. */
  of(place: string): T | null {
    const text = this.#kept.get(place);
    return text === undefined ? null : (JSON.parse(text) as T);
  }

  forget(place: string): void {
    this.#kept.delete(place);
  }

  /** Of the places that begin so, what follows in the one that was written in last. */
  left(beginning: string): string | null {
    return [...this.#kept.keys()].findLast((place) => place.startsWith(beginning))?.slice(beginning.length) ?? null;
  }
}
