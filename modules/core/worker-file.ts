import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** From here on Node runs TypeScript as it is, `using` included. */
const NODE_WITH_TYPES = 24;

/**
 * The options that let a Worker, a Piscina pool or a forked process load a TypeScript
 * file on every runtime: spread them into its own options.
 */
export const workerOptions: { execArgv?: string[] } = preload();

function preload(): { execArgv?: string[] } {
  // Deno and Bun run TypeScript as it is, and so does a plain Node that strips types.
  const tsx = process.versions.bun || process.versions.deno ? undefined : findTsx();
  if (tsx === undefined) return {};
  const loader = new URL(
    `./internal/thread/ts-loader.mjs?tsx=${encodeURIComponent(tsx)}`,
    import.meta.url,
  );
  // Quoted: a path may have an apostrophe in it, also as a URL.
  const quoted = JSON.stringify(loader.href);
  const register = `import m from 'node:module';
    process.setSourceMapsEnabled(true);
    m.registerHooks ? m.registerHooks(await import(${quoted})) : m.register(${quoted});`;
  return {
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(register)}`],
  };
}

function findTsx(): string | undefined {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  const running = /file:\S+[\\/]tsx[\\/]dist[\\/]loader\.mjs/.exec(flags);
  if (running) return fileURLToPath(running[0]);
  const isNamed = /--import[ =]tsx\b/.test(flags);
  // Others compile what the main thread loads, Vitest for one; its threads are on their own.
  const isNeeded = Number.parseInt(process.versions.node, 10) < NODE_WITH_TYPES;
  if (!isNamed && !isNeeded) return undefined;
  try {
    return createRequire(import.meta.url).resolve('tsx');
  } catch (error) {
    if (isNamed) throw error;
    return undefined;
  }
}
