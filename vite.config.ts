import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** They isolate the page, as shared memory and fine timers need it (DESIGN: devices). A plain host without them works as well. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The development server injects an inline script and a socket, which the page's own policy forbids; the built page keeps it. */
const withoutPolicyInDevelopment: Plugin = {
  name: 'without-policy-in-development',
  apply: 'serve',
  transformIndexHtml: (html, context) =>
    context.server === undefined
      ? html
      : html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

export default defineConfig({
  base: './',
  plugins: [react(), withoutPolicyInDevelopment],
  worker: { format: 'es' },
  build: { target: 'es2022', manifest: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 1500 },
  server: { headers: ISOLATION, watch: { ignored: ['**/tests/results/**', '**/test-results/**'] } },
  preview: { headers: ISOLATION },
});
