// Plants a type error and expects svelte-check to find it: with some versions of TypeScript it reports nothing and
// succeeds, and then a green check would prove nothing.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const planted = fileURLToPath(new URL('../src/Canary.svelte', import.meta.url));
const checker = fileURLToPath(new URL('../node_modules/svelte-check/bin/svelte-check', import.meta.url));
const here = fileURLToPath(new URL('..', import.meta.url));

writeFileSync(planted, '<script lang="ts">\n  const length: number = "eight";\n</script>\n\n<p>{length}</p>\n');
let run;
try {
  run = spawnSync(process.execPath, [checker, '--tsconfig', './tsconfig.json', '--fail-on-warnings'], {
    cwd: here,
    encoding: 'utf8',
  });
} finally {
  rmSync(planted, { force: true });
}
if (run.status === 0 || !run.stdout.includes('Canary.svelte')) {
  console.error('svelte-check did not find the planted type error; its green results mean nothing.\n' + run.stdout);
  process.exit(1);
}
console.log('svelte-check finds a planted type error.');
