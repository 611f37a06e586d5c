import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../../scripts/lib/lessons.ts';
import { isRefusal, runToolIn } from './processes.ts';

// The runtimes are there for one platform only; elsewhere it says so, before all else.
const fetchable = process.platform === 'linux' && process.arch === 'x64';

(fetchable ? test : test.skip)(
  'says in one line what is wrong: the name, the place, the network',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portable-'));
    for (const part of ['scripts', 'modules', 'package.json']) {
      await cp(resolve(root, part), join(folder, part), { recursive: true });
    }
    await symlink(resolve(root, 'node_modules'), join(folder, 'node_modules'));
    // Nobody listens there.
    const env = {
      npm_config_registry: 'http://127.0.0.1:1',
      npm_config_fetch_retries: '0',
    };
    const away = { cwd: folder, env };
    const portable = (word: string) => runToolIn(away, 'portable', word);

    isRefusal(await portable('04b/pol'), /^There is no lesson '04b\/pol'.*04b\/pool/);

    const cache = join(folder, '.cache');
    await writeFile(cache, 'not a folder');
    const noPlace = await portable('03b/exporters');
    assert.match(noPlace.stderr, /^Cannot write into \.cache\/runtimes: .*\n$/);
    assert.is(noPlace.code, 2);

    await rm(cache);
    const noNetwork = await portable('03b/exporters');
    assert.match(
      noNetwork.stderr,
      /^Cannot fetch the runtimes, is there a network\?.*\n$/,
    );
    assert.is(noNetwork.code, 2);
    await rm(folder, { recursive: true });
  },
);

test.run();
