/** What Rushes is made of, with the text of every licence: fetched when somebody asks, for it is large. `cargo xtask licences` writes it. */

export interface Library {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** As the package names them; a text may have no line of copyright. */
  readonly authors: readonly string[];
  /** Its authors ship no text: the last one is the standard text of the licence. */
  readonly standard: boolean;
  /** Each file, and the key of what stands in it. */
  readonly files: readonly (readonly [name: string, text: string])[];
}

export interface Licences {
  readonly libraries: readonly Library[];
  readonly texts: Readonly<Record<string, string>>;
}

export async function fetchLicences(): Promise<Licences> {
  const { default: text } = await import('./licences.json?raw');
  return JSON.parse(text) as Licences;
}

/** Those whose name or licence has every typed word. */
export function named(libraries: readonly Library[], typed: string): readonly Library[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return libraries.filter(({ name, version, licence }) => words.every((word) => `${name} ${version} ${licence}`.toLowerCase().includes(word)));
}
