/** A page of the repository's own, built as the product is built, and served while it is used. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin, preview } from 'vite';

interface BuiltPage {
  /** Folder of its index.html. */
  readonly root: string;
  /** Files served beside it. */
  readonly publicDir?: string;
  /** Of the server alone. */
  readonly plugins?: Plugin[];
}

/** Builds and serves a page for as long as `use` takes, and takes it away again. */
export async function withBuiltPage<T>(
  { plugins = [], ...page }: BuiltPage,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const outDir = await mkdtemp(join(tmpdir(), 'rnp-page-'));
  const common = {
    ...page,
    configFile: false,
    logLevel: 'error',
    base: './',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
  } as const;
  try {
    await build(common);
    const server = await preview({ ...common, plugins, preview: { port: 0 } });
    try {
      return await use(server.resolvedUrls?.local[0] ?? '');
    } finally {
      await server.close();
    }
  } finally {
    await rm(outDir, { recursive: true });
  }
}
