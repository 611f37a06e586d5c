import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../../scripts/lib/lessons.ts';

test('a figure is printed as soon as it is known, and Ctrl-C keeps it', async () => {
  const args = ['--import', 'tsx', 'scripts/bench.ts', '--json', 'locks'];
  const bench = spawn(process.execPath, args, { cwd: root });
  const stderr = text(bench.stderr);
  const [line] = await once(bench.stdout, 'data');
  bench.kill('SIGINT');
  const [code] = await once(bench, 'exit');
  const { benchmark, name, value } = JSON.parse(line);
  assert.is(benchmark, 'locks');
  assert.match(name, /^acquire \+ release/);
  assert.ok(value > 0);
  assert.is(await stderr, 'Stopped; not finished: locks\n');
  assert.is(code, 130);
});

test.run();
