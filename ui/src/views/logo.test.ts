import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const paths = (file: string) => [...readFileSync(file, 'utf8').matchAll(/<path class="(\w+)" d="([^"]+)"/g)].map(([, name, d]) => [name, d]);

it('is drawn the same before the program is there', () => {
  const drawn = paths('src/views/Logo.svelte');
  expect(drawn.length).toBe(4);
  expect(paths('index.html')).toEqual(drawn);
});
