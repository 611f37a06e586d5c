import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OutputLock } from '../../modules/05/scraper/output-lock.ts';
import { isAlive, processName } from '../../modules/05/scraper/process-name.ts';
import { temporaryFolder } from './helpers.ts';

/** A process that lives until it is killed. */
async function other(): Promise<{ name: string; kill(): Promise<unknown> }> {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const ended = once(child, 'exit');
  return {
    name: processName(child.pid ?? 0),
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

test('one holder at a time; when it lets go, nothing is left', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.lock');
  {
    using _lock = new OutputLock(path);
    for (const _ of [1, 2]) {
      assert.throws(() => new OutputLock(path), `process ${process.pid}`);
    }
  }
  assert.not(existsSync(path));
  using _again = new OutputLock(path);
});

test('a dead process holds nothing', async () => {
  using folder = temporaryFolder();
  const path = folder.file('x.lock');
  const { name, kill } = await other();
  writeFileSync(path, `\n${name} token\n`);
  assert.throws(() => new OutputLock(path), /another run is writing/);
  await kill();
  using _lock = new OutputLock(path);
});

test('one that was refused has no claim when the holder dies', async () => {
  using folder = temporaryFolder();
  const path = folder.file('x.lock');
  const { name, kill } = await other();
  writeFileSync(path, `\n${name} token\n`);
  assert.throws(() => new OutputLock(path));
  await kill();
  using _lock = new OutputLock(path); // which stands behind that of this very process
});

test("half a line, as a kill may leave it, spoils nobody else's", () => {
  using folder = temporaryFolder();
  const path = folder.file('x.lock');
  writeFileSync(path, '\n12');
  using _lock = new OutputLock(path);
  appendFileSync(path, '\n34');
  assert.throws(() => new OutputLock(path), `process ${process.pid}`);
});

test('a number that was given again is another process', () => {
  const name = processName(process.pid);
  assert.ok(isAlive(`${name} token`));
  if (process.platform === 'linux') assert.not(isAlive(`${process.pid} 12 token`));
  assert.not(isAlive('not a name'));
  assert.not(isAlive(''));
});

test.run();
