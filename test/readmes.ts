/**
 * Every command of every README does what the README says: it is run, as it stands there,
 * in a copy of the project.
 *
 *   npm run test:readmes
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createTwoFilesPatch } from 'diff';
import { which } from 'zx';
import { print } from '../modules/core/print.ts';
import type { Check } from '../scripts/lib/check.ts';
import { carryOut } from '../scripts/lib/checks.ts';
import { root } from '../scripts/lib/lessons.ts';
import { runProgram, stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { runScript } from '../scripts/lib/usage.ts';
import { commandsIn, readmes, readReadme } from './scripts/readmes/commands.ts';
import { howToRun } from './scripts/readmes/how.ts';

/** How long a command may take, in milliseconds: the gallery runs two dozen lessons. */
const LIMIT = 5 * 60_000;

await runScript(async () => {
  stopProgramsOnSignals();
  const words = process.argv.slice(2);
  const chosen = readmes.filter(
    (readme) => words.length === 0 || words.some((word) => readme.includes(word)),
  );
  const folder = await mkdtemp(join(tmpdir(), 'readmes-'));
  try {
    const project = join(folder, 'project');
    await copyProject(project);
    await addMyTopic(project);
    await addClass(project);
    process.chdir(project);
    useFetchedRuntimes();
    const { passed, failed } = await carryOut(
      chosen.map((readme) => () => runCommandsOf(readme)),
      { verbose: true },
    );
    print(`${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function copyProject(target: string): Promise<void> {
  const stays = /^(node_modules|\.git|\.cache)$/;
  await cp(root, target, {
    recursive: true,
    filter: (file) => !stays.test(basename(file)),
  });
  await symlink(resolve(root, 'node_modules'), join(target, 'node_modules'));
}

/** What the README's steps for a new lesson take for granted. */
async function addMyTopic(project: string): Promise<void> {
  const lesson = "console.log('Hello');\n\n// Output:\n";
  await writeFile(join(project, 'modules/04b/my-topic.ts'), lesson);
  const row = '| 04b.99 | [my-topic](my-topic.ts) | a lesson | a lesson |\n';
  await appendFile(join(project, 'modules/04b/README.md'), row);
  const file = 'modules/04b/my-topic.ts';
  const mutant = lesson.replace('Hello', 'Bye');
  await writeFile(
    join(project, 'test/fixtures/mutants/04b/my-topic.rude.diff'),
    `Without its manners.\n\n${createTwoFilesPatch(file, file, lesson, mutant, '', '', { context: 1 })}`,
  );
}

/** What teachers find in a folder: two have handed in the starter as it is. */
async function addClass(project: string): Promise<void> {
  const starter = join(project, 'modules/04a/exercises/synchronisation.ts');
  for (const person of ['anna', 'bert']) {
    await cp(starter, join(project, 'class', person, 'synchronisation.ts'));
  }
}

/** Deno and Bun, if scripts/portable.ts has brought them. */
function useFetchedRuntimes(): void {
  const folders = ['@deno/linux-x64-glibc', '@oven/bun-linux-x64/bin'];
  const paths = folders.map((path) =>
    resolve(root, '.cache/runtimes/node_modules', path),
  );
  process.env.PATH = [process.env.PATH, ...paths].join(':');
}

/** Runs a README's commands in their order. */
async function runCommandsOf(readme: string): Promise<Check> {
  const start = performance.now();
  const check: Check = {
    name: readme,
    ms: 0,
    passed: 0,
    failed: 0,
    report: '',
    output: '',
  };
  const servers: Server[] = [];
  for (const command of new Set(commandsIn(readReadme(readme)))) {
    const { note, problem } = await runCommand(command, servers);
    if (note) check.output += `${command}: ${note}\n`;
    if (problem) check.report += `${command}: ${problem}\n`;
    check.passed += Number(!note && !problem);
    check.failed += Number(problem !== undefined);
  }
  for (const server of servers.reverse()) await server.stop();
  return { ...check, ms: performance.now() - start };
}

async function runCommand(
  command: string,
  servers: Server[],
): Promise<{ note?: string; problem?: string }> {
  const how = howToRun(command);
  if (!how) return { problem: 'nobody has said in how.ts how it is run' };
  const program = command.split(' ').find((word) => !/^[A-Z_]+=/.test(word)) ?? '';
  const missing = !(await which(program, { nothrow: true }));
  const reason = how.skipped ?? (missing && `there is no ${program} here`);
  if (reason) return { note: `not run, ${reason}` };
  const local = servers.reduce((text, { moved }) => moved(text), command);
  if (how.serves) {
    const server = await serve(local, how.serves);
    if (!server) return { problem: `has not printed ${how.serves}` };
    servers.push(server);
    return {};
  }
  const run = await runProgram(['sh', '-c', local], { limit: LIMIT });
  const { problem = 'exited with code 0' } = run;
  const { fails } = how;
  const isAsSaid = !fails || fails.test(run.stdout);
  if (isAsSaid && problem === `exited with code ${fails ? 1 : 0}`) return {};
  return { problem: `${problem}\n${run.stdout}${run.stderr}` };
}

interface Server {
  stop: () => Promise<unknown>;
  /** A command that finds the server where it really is. */
  moved: (command: string) => string;
}

/** Starts a server, at a port that is free here; undefined when it does not say it is ready. */
async function serve(command: string, ready: RegExp): Promise<Server | undefined> {
  const [, port = ''] = /--port (\d+)/.exec(command) ?? [];
  const free = port && (await freePort());
  const elsewhere = command.replace(`--port ${port}`, `--port ${free}`);
  const server = spawn('sh', ['-c', elsewhere], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const kill = () => {
    if (server.exitCode === null) process.kill(-Number(server.pid), 'SIGTERM');
  };
  process.once('exit', kill);
  const timer = setTimeout(kill, LIMIT);
  // It is read on: a server that nobody listens to would wait, or end.
  const isReady = await new Promise<boolean>((resolve) => {
    const lines = createInterface(server.stdout);
    lines.on('line', (line) => ready.test(line) && resolve(true));
    lines.on('close', () => resolve(false));
  });
  clearTimeout(timer);
  if (!isReady) return undefined;
  return {
    stop: async () => {
      kill();
      process.off('exit', kill);
      // Redis saves what it has before it ends, while there is a folder for it.
      await ended;
    },
    moved: (text) =>
      port
        ? text
            .replace('https://quotes.toscrape.com', `http://127.0.0.1:${port}`)
            .replace(new RegExp(`\\b[\\d.]+:${port}\\b`), `127.0.0.1:${free}`)
        : text,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
