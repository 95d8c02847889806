import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** They isolate the page, as shared memory and fine timers need it (DESIGN: devices). A plain host without them works as well. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Nothing but the page's own scripts runs, and no text ever becomes one: what a file holds stays data. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self' https:",
  "worker-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
].join('; ');

/**
 * Writes the policy into the built page, where any host serves it. Workers take theirs from the answer that brings their script:
 * there it is a header, which the host must send. The development server is without: it injects a script and a socket.
 */
const policyInPage: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  base: './',
  plugins: [react(), policyInPage],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    // What every visitor loads comes in one piece: cut up by which place shares what, it would be larger with each place.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  server: { headers: ISOLATION, watch: { ignored: ['**/tests/results/**', '**/test-results/**'] } },
  preview: { headers: { ...ISOLATION, 'Content-Security-Policy': POLICY } },
});
