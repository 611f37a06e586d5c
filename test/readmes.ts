/**
 * Every command of every README does what the README says: it is run, as it stands there,
 * in a copy of the project.
 *
 *   npm run test:readmes
 */
import { appendFile, cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { $, cd, which } from 'zx';
import { print } from '../modules/core/print.ts';
import { type Check, carryOut } from '../scripts/lib/checks.ts';
import { root } from '../scripts/lib/lessons.ts';
import { runProgram, stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { runScript } from '../scripts/lib/usage.ts';
import { commandsIn, readmes, readReadme } from './scripts/readmes/commands.ts';
import { howToRun } from './scripts/readmes/how.ts';

/** The gallery runs two dozen lessons. */
const LIMIT = 5 * 60_000;

await runScript(async () => {
  stopProgramsOnSignals();
  const folder = await mkdtemp(join(tmpdir(), 'readmes-'));
  try {
    const project = join(folder, 'project');
    await copyProject(project);
    await addMyTopic(project);
    cd(project);
    useFetchedRuntimes();
    const { passed, failed } = await carryOut(
      readmes.map((readme) => () => runCommandsOf(readme)),
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
  for (const server of servers) await server.stop();
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
  if (how.serves) {
    servers.push(await serve(command.replace(/--port \d+/, '--port 0')));
    return {};
  }
  // What the README runs against that server, or against a site like it.
  const [origin] = servers.map((server) => server.origin);
  const local = /http:\/\/127\.0\.0\.1:\d+|https:\/\/quotes\.toscrape\.com/;
  const run = await runProgram(
    ['sh', '-c', origin ? command.replace(local, origin) : command],
    { limit: LIMIT },
  );
  const { problem = 'exited with code 0' } = run;
  if (problem === `exited with code ${how.exitCode ?? 0}`) return {};
  return { problem: `${problem}\n${run.stdout}${run.stderr}` };
}

interface Server {
  origin: string;
  stop: () => Promise<unknown>;
}

/** Starts a server, and waits until it says where it is. */
async function serve(command: string): Promise<Server> {
  const server = $({ quiet: true, nothrow: true })`sh -c ${command}`;
  for await (const line of server) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin) return { origin, stop: () => server.kill() };
  }
  throw new Error(`${command} has not started`);
}
