import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  fromPs,
  isAnyoneIn,
  isLiving,
  killGroup,
  livingIn,
  livingProcesses,
} from '../../scripts/lib/processes.ts';

/** A process, in a group of its own, which has started another one. */
async function startTwo() {
  const child =
    "require('node:child_process').spawn(process.execPath, ['-e', wait, 'it 2'])";
  const code = `const wait = 'setInterval(() => {}, 1000)'; ${child}; console.log('ready')`;
  const leader = spawn(process.execPath, ['-e', code, 'number 1'], { detached: true });
  await once(leader.stdout, 'data');
  const { pid = 0 } = leader;
  return { leader, pid, closed: once(leader, 'close') };
}

const unix = process.platform === 'win32' ? test.skip : test;

unix('a group, with parents and command lines, until it is killed', async () => {
  const { pid, closed } = await startTwo();
  assert.ok(isAnyoneIn(pid));
  const members = livingProcesses().filter(({ group }) => group === pid);
  assert.equal(members.map(({ parent }) => parent).sort(), [process.pid, pid].sort());
  const second = members.find(({ parent }) => parent === pid);
  assert.match(second?.command ?? '', /setInterval.* it 2$/);
  assert.equal(
    livingIn(pid),
    members.map(({ command }) => command),
  );
  assert.ok(isLiving(pid));
  killGroup(pid);
  await closed;
  // Who is dead is not yet buried, perhaps.
  while (isLiving(second?.pid ?? 0))
    await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(livingIn(pid), []);
  assert.not(isLiving(pid));
});

unix('a zombie does not live', async () => {
  // A shell that has become another program buries no child that it had before.
  const parent = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 20'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const [text] = await once(parent.stdout, 'data');
  const zombie = Number(text);
  for (const end = performance.now() + 10_000; isLiving(zombie); ) {
    if (performance.now() > end) throw new Error('it is said to live');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.ok(process.kill(zombie, 0), 'there is none any more, and nothing was shown');
  assert.is(livingIn(parent.pid ?? 0).length, 1);
  killGroup(parent.pid ?? 0);
  await once(parent, 'close');
});

const withPs = spawnSync('ps', ['-A']).status === 0 ? test : test.skip;

withPs('ps tells the same', async () => {
  const { pid, closed } = await startTwo();
  const mine = (all: typeof fromPs) => all().filter(({ group }) => group === pid);
  assert.is(mine(fromPs).length, 2);
  assert.equal(mine(fromPs), mine(livingProcesses));
  killGroup(pid);
  await closed;
});

test.run();
