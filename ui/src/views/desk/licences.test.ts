import { describe, expect, it } from 'vitest';
import { fetchLicences, named } from './licences';

describe('the licences of all libraries', () => {
  it('lead to a text from every library', async () => {
    const { libraries, texts } = await fetchLicences();
    const without = libraries.filter(({ files }) => files.length === 0 || files.some(([, text]) => (texts[text] ?? '') === ''));
    expect([without, libraries.length > 400]).toEqual([[], true]);
  });

  it('say whose work each is where MIT, BSD and ISC want it, by the line of copyright or the names in the package', async () => {
    const { libraries, texts } = await fetchLicences();
    const strict = libraries.filter(({ licence }) => /^(MIT|ISC|BSD-[23]-Clause)$/.test(licence));
    const without = strict.filter(({ authors, files }) => authors.length === 0 && !files.some(([, text]) => /copyright|©|\(c\)/i.test((texts[text] ?? '').replace(/above copyright|COPYRIGHT HOLDERS?/g, ''))));
    // Neither its text nor its package names anybody.
    const nameless = without.filter(({ name }) => name !== 'winnow').map(({ name }) => name);
    expect([nameless, strict.length > 100]).toEqual([[], true]);
  });

  it('are found by the name of a library and of a licence together', async () => {
    const { libraries } = await fetchLicences();
    expect(named(libraries, ' SVELTE  mit ').map(({ name }) => name)).toContain('svelte');
  });

  it('keep no text that nothing leads to', async () => {
    const { libraries, texts } = await fetchLicences();
    const used = new Set(libraries.flatMap(({ files }) => files.map(([, text]) => text)));
    expect(Object.keys(texts).filter((key) => !used.has(key))).toEqual([]);
  });
});
