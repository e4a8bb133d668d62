import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import packaging from '../tauri.conf.json' with { type: 'json' };

/**
 * The policy that the packaged window has, so that a violation shows while developing and not only in a release; but for
 * styles, which Vite's own server injects. The preview, which the browser tests use, forbids those, too.
 * `self` for media and the web socket are what Vite itself and the fixtures of the fake backend need.
 */
const packaged = packaging.app.security.csp;
/** The program puts the address of its media server there; the fixtures come from here. */
const media = { 'img-src': `${packaged['img-src']} http://127.0.0.1:*`, 'media-src': "'self' http://127.0.0.1:*" };
const text = (policy: Record<string, string>): string => Object.entries(policy).map(([what, from]) => `${what} ${from}`).join('; ');

/** Built pages carry their styles in files, so nothing inline is allowed there: the packaged window's own rule. */
const strict = text({ ...packaged, ...media });
const policy = text({
  ...packaged,
  ...media,
  'style-src': `${packaged['style-src']} 'unsafe-inline'`,
  'connect-src': `'self' ${packaged['connect-src']} ws://localhost:1420 ws://127.0.0.1:1420`,
});

export default defineConfig(({ command, mode }) => ({
  plugins: [svelte()],
  // A clip for the fake backend; it must not reach the bundle that people install.
  publicDir: (command === 'serve' && mode !== 'test') || mode === 'fake' ? 'fixtures' : false,
  clearScreen: false,
  server: {
    host: '127.0.0.1',
    port: 1420,
    strictPort: true,
    headers: { 'Content-Security-Policy': policy },
  },
  preview: {
    host: '127.0.0.1',
    port: 1421,
    strictPort: true,
    headers: { 'Content-Security-Policy': strict },
  },
  build: {
    target: ['safari17', 'chrome120'],
    outDir: 'dist',
    emptyOutDir: true,
    // Inlined files would be data: addresses, which the policy allows for pictures only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Svelte's server build would be taken otherwise, and components could not be mounted in tests.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/lib/i18n/setup.ts'],
    // Beside a compiler a test takes ten times as long as alone.
    testTimeout: 30_000,
  },
}));
