import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { which } from 'zx';
import { print } from '../../modules/core/print.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { namesOf } from './golden-parse.ts';
import { root } from './lessons.ts';
import { runProgram } from './program.ts';
import { demandNode, reasonOf, UsageError } from './usage.ts';

/** A JavaScript runtime, and how it runs a TypeScript file. */
export interface Runtime {
  name: string;
  /** What the lines of a golden for some runtimes call it: `['node', 'node 24']`. */
  names: string[];
  /** The command line up to the file. */
  command: string[];
}

/** How long the runtimes may take to come, in milliseconds. */
const FETCHING = 30 * 60_000;

const fetchedInto = resolve(root, '.cache/runtimes');
const fetched = {
  deno: resolve(fetchedInto, 'node_modules/@deno/linux-x64-glibc/deno'),
  bun: resolve(fetchedInto, 'node_modules/@oven/bun-linux-x64/bin/bun'),
};

/** The names of the Node that runs this. */
const here = namesOf('node', process.versions.node);

/** Node through tsx, as the `tsx` command starts it; without the cost of `npx`. */
function nodeCommand(binary: string): string[] {
  return [binary, '--import', import.meta.resolve('tsx')];
}

/**
 * The Node that runs this, loading TypeScript as our worker threads do: with tsx's
 * compiler, and half of the time that a program under tsx takes to start.
 */
export function quickNode(): Runtime {
  // Where there are none, this was started with them itself.
  const { execArgv = process.execArgv } = workerOptions;
  return { name: 'node', names: here, command: [process.execPath, ...execArgv] };
}

function denoCommand(binary: string): string[] {
  return [binary, 'run', '--allow-all', '--quiet'];
}

/**
 * The runtime that a person names.
 *
 * @param name `node` (the one that runs this), `deno`, `bun`, or a node's path.
 * @throws {UsageError} when there is none.
 */
export function findRuntime(name: string): Runtime {
  if (name === 'node')
    return { name, names: here, command: nodeCommand(process.execPath) };
  if (name === 'deno')
    return { name, names: [name], command: denoCommand(installed(name)) };
  if (name === 'bun') return { name, names: [name], command: [installed(name)] };
  if (existsSync(name)) return { name, ...demandBinary(name) };
  throw new UsageError(
    `There is no runtime '${name}': use node, deno, bun, or the path of a node`,
  );
}

/** A node by its path, once it has said which one it is. */
function demandBinary(path: string): Pick<Runtime, 'names' | 'command'> {
  const binary = resolve(path);
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  if (!/^v\d+\.\d+\.\d+$/m.test(stdout ?? '')) {
    throw new UsageError(`${path} is no Node: name the program itself, such as bin/node`);
  }
  demandNode(stdout.trim());
  return { names: namesOf('node', stdout.slice(1)), command: nodeCommand(binary) };
}

/** `24.11.1`, as the runtime itself says. */
export function versionOf({ command: [binary = ''] }: Runtime): string {
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? '';
}

function installed(name: 'deno' | 'bun'): string {
  const binary = which.sync(name, { nothrow: true });
  if (binary) return binary;
  if (existsSync(fetched[name])) return fetched[name];
  throw new UsageError(
    `${name} is not installed; install it, or run 'npx tsx scripts/portable.ts', which brings its own`,
  );
}

/**
 * Installs the runtimes of scripts/lib/runtimes/package.json, at exactly the versions and
 * hashes of its lock file, into .cache/runtimes, unless they are there.
 *
 * @throws {UsageError} on a platform that they have no binaries for, and without network.
 */
export async function fetchRuntimes(): Promise<Runtime[]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new UsageError(
      `No runtimes to fetch for ${process.platform}-${process.arch}, only for linux-x64; ` +
        'install Deno or Bun, and use run.ts --runtime',
    );
  }
  const manifest = fileURLToPath(new URL('./runtimes/', import.meta.url));
  await install(manifest, fetchedInto);
  return [
    {
      name: `Node ${process.versions.node}`,
      names: here,
      command: nodeCommand(process.execPath),
    },
    ...['22', '24', '26'].map((version) => ({
      name: `Node ${version}`,
      names: namesOf('node', version),
      command: nodeCommand(resolve(fetchedInto, `node_modules/node${version}/bin/node`)),
    })),
    {
      name: 'Deno',
      names: ['deno'],
      command: denoCommand(fetched.deno),
    },
    {
      name: 'Bun',
      names: ['bun'],
      command: [fetched.bun],
    },
  ];
}

async function install(manifest: string, folder: string): Promise<void> {
  const lock = await readFile(resolve(manifest, 'package-lock.json'), 'utf8');
  const done = resolve(folder, 'installed.json');
  if (existsSync(done) && (await readFile(done, 'utf8')) === lock) return;

  print('Fetching the runtimes, some 600 MB, into .cache/runtimes …');
  try {
    await cp(manifest, folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`Cannot write into .cache/runtimes: ${reasonOf(error)}`);
  }
  const command = ['npm', 'ci', '--prefix', folder, '--no-audit', '--no-fund'];
  const npm = await runProgram(command, { limit: FETCHING });
  if (npm.problem) {
    const [why = 'nothing'] = /(?<=^npm error ).* .*$/m.exec(npm.stderr) ?? [];
    throw new UsageError(
      `Cannot fetch the runtimes, is there a network? npm says: ${why}`,
    );
  }
  // Last, so that an install which was cut off is done again.
  await writeFile(done, lock);
}
