import { describe, expect, it, vi } from 'vitest';
import type { Backend } from './backend';
import { job } from './fake/fixtures';
import { catalogues } from './i18n';
import { importedSentence, Imports } from './imports.svelte';
import type { Imported } from './generated/contract';

const jobs = (n: number) => Array.from({ length: n }, (_, i) => job(`i${i}`, { prompt: '', model: '', server: 's', state: 'ready', age: 0 }, 0, new Map()));
const imported = (listed: number, known: number, left_out: number): Imported => ({ listed, known, left_out, awaited: 0, jobs: jobs(listed - known - left_out) });

describe('what an import brought', () => {
  const en = (one: Imported) => importedSentence(catalogues.en, one);

  it('is said in full', () => {
    expect(en(imported(40, 25, 3))).toBe('12 of 40 are new; 25 were here already, 3 failed ones left out');
    expect(importedSentence(catalogues['zh-CN'], imported(40, 25, 3))).toBe('40 个中有 12 个是新的；25 个已在此处，略过 3 个失败的');

  });

  it('leaves out what there was none of', () => {
    expect(en(imported(2, 1, 0))).toBe('1 of 2 is new; 1 was here already');
    expect(en(imported(4, 0, 0))).toBe('4 of 4 are new');
    expect(en(imported(0, 0, 0))).toBe('The server lists no jobs.');
  });
});

describe('an import', () => {
  it('runs once at a time', async () => {
    const importJobs = vi.fn(() => Promise.resolve(imported(1, 1, 0)));
    const imports = new Imports({ importJobs } as unknown as Backend, () => undefined);
    await Promise.all([imports.run('s', false), imports.run('s', true)]);
    expect(importJobs.mock.calls).toEqual([['s', false]]);
  });

  it('keeps why it failed', async () => {
    const error = { code: 'unexpected_answer', message: null, http_status: 200, params: {} } as const;
    const ended = vi.fn();
    const imports = new Imports({ importJobs: () => Promise.reject(error) } as unknown as Backend, ended);
    await imports.run('s', false);
    expect(imports.of('s')).toEqual({ kind: 'failed', error });
    expect(ended).toHaveBeenCalledOnce();
  });
});
