// @ts-nocheck
/**
 * A module loader for Node's workers: compiles TypeScript with the esbuild that tsx
 * brings, and keeps the compiled text in node_modules/.cache.
 *
 * Why it is here: tsx's own loader does nothing in worker threads before Node 22.22.3
 * and 24.11.1, and costs about 150 ms a worker where it is registered by hand; this one
 * costs about 10. It can go when Node 20 is no longer supported and every supported
 * Node strips types, `using` and decorators included, by itself.
 *
 * Plain JavaScript, because it has to load before any TypeScript can.
 * Loaded by the preload in worker-file.ts, which names tsx's place in `?tsx=`.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { compilerOptionsOf, findFile, foundInstead, isModule } from './ts-resolver.mjs';

const { searchParams } = new URL(import.meta.url);
const tsx = searchParams.get('tsx');
const tsconfig = searchParams.get('tsconfig');
const requireFromTsx = createRequire(tsx);
const cache = join(
  tsx.slice(0, tsx.lastIndexOf(`${sep}tsx${sep}`)),
  '.cache',
  'ts-loader',
  process.version,
);
const compiler = requireFromTsx('esbuild/package.json').version;
const SOURCE = /^file:[^?#]*\.([cm]?ts|tsx|jsx|json)(?=[?#]|$)/;

/** Node's resolve hook, of the same form for `registerHooks` and for `register`. */
export function resolve(specifier, context, nextResolve) {
  const file = findFile(specifier, context.parentURL, tsconfig);
  const isRequired = context.conditions?.includes('require');
  // What is required goes by its path, and not by its URL.
  const nameOf = (file) => (isRequired ? fileURLToPath(file) : file);
  const orInstead = (error) => {
    const other = foundInstead(error, context.parentURL);
    if (other === undefined) throw error;
    return nextResolve(nameOf(other), context);
  };
  try {
    const resolved = nextResolve(file ? nameOf(file) : specifier, context);
    return resolved instanceof Promise ? resolved.catch(orInstead) : resolved;
  } catch (error) {
    return orInstead(error);
  }
}

/** Node's load hook. */
export function load(url, context, nextLoad) {
  const [, kind] = SOURCE.exec(url) ?? [];
  const isNodes =
    context.importAttributes?.type || context.conditions?.includes('require');
  // Node knows JSON that is required, or said to be JSON.
  if (!kind || (kind === 'json' && isNodes)) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const text = readFileSync(path, 'utf8');
  const [format, compiledTo] = isCommonJs(kind, path, text)
    ? ['commonjs', 'cjs']
    : ['module', 'esm'];
  const loader = /^[cm]ts$/.test(kind) ? 'ts' : kind;
  return { format, source: compile(path, text, loader, compiledTo), shortCircuit: true };
}

/** Where it is left open, a file with the names that only CommonJS has is CommonJS. */
function isCommonJs(kind, path, text) {
  if (kind !== 'ts' && kind !== 'tsx') return kind === 'cts';
  const hasItsNames =
    /\b(__dirname|__filename|module\.exports|exports\.\w|require\()/.test(text);
  return hasItsNames && !/\bimport\.meta\b/.test(text) && !isModule(path);
}

function compile(path, text, loader, format) {
  const options = {
    loader,
    format,
    platform: 'node',
    target: `node${process.versions.node}`,
    // As tsx has them, so that a class has the same name in all threads.
    keepNames: true,
    sourcemap: 'inline',
    sourcesContent: false,
    tsconfigRaw: { compilerOptions: compilerOptionsOf(tsconfig) },
  };
  // All that the code depends on stands before it, whole: a hash of it would cost each
  // thread 4 ms, most of them for loading node:crypto.
  const source = [compiler, JSON.stringify(options), path, text, ''].join('\0');
  const file = join(cache, `${path.replace(/[\\/:]/g, '+')}.mjs`);
  const kept = readKept(file);
  if (kept.startsWith(source)) return kept.slice(source.length);
  const esbuild = requireFromTsx('esbuild');
  const { code } = esbuild.transformSync(text, { ...options, sourcefile: path });
  keep(file, source + code);
  return code;
}

function readKept(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Written whole under another name first: workers that start together share the cache. */
function keep(file, text) {
  try {
    mkdirSync(cache, { recursive: true });
    const draft = `${file}.${process.pid}.${threadId}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch {
    // A read-only install compiles each time: slower, not wrong.
  }
}
