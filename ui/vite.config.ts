import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/**
 * The policy that the packaged window has, so that a violation shows while developing and not only in a release; but for
 * styles, which Vite's own server injects. The preview, which the browser tests use, forbids those, too.
 * `self` for media and the web socket are what Vite itself and the fixtures of the fake backend need.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob: http://127.0.0.1:*",
  "media-src 'self' http://127.0.0.1:*",
  "connect-src 'self' ipc: http://ipc.localhost ws://localhost:1420 ws://127.0.0.1:1420",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Built pages carry their styles in files, so nothing inline is allowed there: the packaged window's own rule. */
const strict = policy.replace("style-src 'self' 'unsafe-inline'", "style-src 'self'");

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
  },
}));
