/** Runs of an exercise, with what the checker sees of them. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findLoop } from './endless.ts';
import { root } from './lessons.ts';
import { type Run, runProgram } from './program.ts';
import { quickNode } from './runtimes.ts';
import { type Trace, traced } from './trace.ts';

/** One run, and what happened in it. */
export interface Traced {
  run: Run;
  trace: Trace;
}

/** Writes down what the core does not see. */
const HARNESS = new URL('./harness.mjs', import.meta.url).href;

/** How long an exercise may run, and how long it may say nothing, in milliseconds. */
const LIMITS = { limit: 90_000, silence: 30_000 };

/** What Node says on stderr while it is looked at. */
const INSPECTED =
  /^(Debugger (listening|attached|ending)|For help, see: |Waiting for the debugger).*\n/gm;

/**
 * Runs a program, and traces it.
 *
 * @param file from the project's root.
 * @param options.seed of chaos; 0 for a plain run. Default: 0.
 * @param options.signal stops it.
 */
export async function tracedRun(
  file: string,
  { seed = 0, signal }: { seed?: number; signal?: AbortSignal | undefined } = {},
): Promise<Traced> {
  const path = resolve(root, file);
  const port = await freePort();
  const { NODE_OPTIONS = '' } = process.env;
  const env = {
    NODE_OPTIONS: `${NODE_OPTIONS} --import=${HARNESS} --inspect-port=127.0.0.1:${port}`,
    // What compiles the program has a thread of its own otherwise, which some count.
    ESBUILD_WORKER_THREADS: '0',
    ...(seed > 0 ? { LESSON_CHAOS: String(seed) } : {}),
  };
  const { result, trace } = await traced((folder) => {
    const isEnding = (pid: number) => {
      const told = `${folder.LESSON_TRACE}/${pid}-0.jsonl`;
      return existsSync(told) && readFileSync(told, 'utf8').includes('"cpu"');
    };
    return runProgram([...quickNode().command, path], {
      ...LIMITS,
      env: { ...env, ...folder },
      signal,
      watch: (pid, ended) =>
        findLoop(pid, { port, file: path, isEnding: () => isEnding(pid), ended }),
    });
  });
  return { run: { ...result, stderr: result.stderr.replace(INSPECTED, '') }, trace };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Whether a program does nothing while it is imported: threads import the file that they
 * come from, and each of them would do it again.
 */
export async function staysQuiet(
  file: string,
  signal?: AbortSignal,
): Promise<true | string> {
  const { href } = pathToFileURL(resolve(root, file));
  const importing = `data:text/javascript,import ${JSON.stringify(href)}`;
  const [node = '', ...options] = quickNode().command;
  const command = [node, ...options, '--import', importing, '--eval', ''];
  const { result, trace } = await traced((env) =>
    runProgram(command, { ...LIMITS, env: { ...env }, signal }),
  );
  const { stdout, stderr, problem } = result;
  const [line] = `${stdout}${stderr}`.split('\n');
  if (line) return `imported, it printed '${line}'`;
  if (trace.of('', 'start').length > 0) return 'imported, it started something';
  return problem ? `imported, it ${problem}` : true;
}
