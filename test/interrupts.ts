/**
 * Ctrl-C: every lesson and solution that starts processes is interrupted while they run,
 * and none of them may be left, says the system's table of processes.
 *
 *   npm run test:interrupts
 *   npx tsx test/interrupts.ts 04b/pipe
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { print } from '../modules/core/print.ts';
import { sleep } from '../modules/core/time.ts';
import type { Check } from '../scripts/lib/check.ts';
import { carryOut } from '../scripts/lib/checks.ts';
import { type Lesson, root, selectLessons } from '../scripts/lib/lessons.ts';
import { livingIn } from '../scripts/lib/processes.ts';
import { findRuntime } from '../scripts/lib/runtimes.ts';
import { runScript } from '../scripts/lib/usage.ts';

/**
 * How long processes may take to see that their parent is gone, in milliseconds: those that
 * are just starting see it when they have started, which takes long on a busy machine.
 */
const GRACE = 30_000;

/** A terminal tells all processes of the program; a tool may know only the first one. */
const ways = ['a terminal', 'a signal to the program alone'] as const;

await runScript(async () => {
  const words = process.argv.slice(2);
  const lessons = await selectLessons(words.length > 0 ? words : ['04b', '04c']);
  const checks = lessons.flatMap((lesson) =>
    ways.map((way) => () => interrupt(lesson, way)),
  );
  const { passed, failed } = await carryOut(checks, { failuresOnly: true });
  print(`${passed} passed, ${failed} failed`);
  return passed > 0 && failed === 0 ? 0 : 1;
});

/** Neither passes nor fails when the lesson ends before it has started a process. */
async function interrupt(lesson: Lesson, way: (typeof ways)[number]): Promise<Check> {
  const start = performance.now();
  const [program = '', ...args] = findRuntime('node').command;
  const leader = spawn(program, [...args, resolve(root, lesson.file)], {
    detached: true,
    stdio: 'ignore',
  });
  const group = leader.pid as number;
  const ended = once(leader, 'exit');
  let interrupted = false;
  while (leader.exitCode === null && leader.signalCode === null && !interrupted) {
    // tsx's compiler is a process, too, and none of the lesson's.
    const members = livingIn(group).filter((command) => !/esbuild/.test(command));
    interrupted = members.length > 1;
    if (interrupted) process.kill(way === 'a terminal' ? -group : group, 'SIGINT');
    else await sleep(10);
  }
  await ended;
  const left = await whatIsLeft(group);
  for (const _ of left.slice(0, 1)) process.kill(-group, 'SIGKILL');
  return {
    name: `${lesson.name}, interrupted by ${way}`,
    ms: performance.now() - start,
    passed: Number(interrupted && left.length === 0),
    failed: Number(left.length > 0),
    report: left.map((command) => `left behind: ${command}`).join('\n'),
    output: '',
  };
}

async function whatIsLeft(group: number): Promise<string[]> {
  const end = performance.now() + GRACE;
  for (;;) {
    const left = livingIn(group);
    if (left.length === 0 || performance.now() > end) return left;
    await sleep(20);
  }
}
