/**
 * Files downloaded at the same time — as streams to disk, and never half a file.
 *
 * In Python: one aiohttp session and gather. Often each file is read into memory
 * and written in one go, which also blocks the event loop.
 * Here: pipeline() connects the answer's body with a file. It has back-pressure: when the
 * disk is slower than the network, it stops reading, and the server has to wait, however
 * large the file is. A download goes to a name of its own and gets its real name when it
 * is complete; after an error nothing is left of it.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { request } from 'undici/index.js';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';
import { byteAt, startFileServer } from './api/file-server.ts';

const MB = 1_000_000;
const FILES = { 'small.bin': 1 * MB, 'medium.bin': 2 * MB, 'large.bin': 4 * MB };

async function download(
  url: string,
  path: string,
  open: (path: string) => Writable = createWriteStream,
): Promise<void> {
  const part = `${path}.part`;
  try {
    const { statusCode, body } = await request(url);
    if (statusCode !== 200) {
      await body.dump(); // an answer has to be read, even one that nobody wants
      throw new Error(`answered ${statusCode}`);
    }
    await pipeline(body, open(part));
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

const folder = await mkdtemp(join(tmpdir(), 'downloads-'));
await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };

// All three at once. The server begins when it has all three visitors.
{
  await using server = await startFileServer({ files: FILES, visitors: 3 });
  const names = Object.keys(FILES);
  const downloads = names.map(async (name) => {
    print(`Starting ${name}`);
    await download(`${server.origin}/${name}`, join(folder, name));
    print(`Completed ${name}`);
  });
  await Promise.all(downloads);
  print(`In progress at once: ${server.mostAtOnce}`);
  for (const [name, size] of Object.entries(FILES)) {
    const bytes = await readFile(join(folder, name));
    const whole = bytes.length === size && bytes.every((byte, i) => byte === byteAt(i));
    print(`${name}: ${bytes.length} bytes, as they were sent: ${whole}`);
  }
}

// The connection breaks in the middle, or there is no such file: nothing is left behind.
{
  const files = { 'broken.bin': 4 * MB };
  await using server = await startFileServer({ files, broken: 'broken.bin' });
  for (const name of ['broken.bin', 'missing.bin']) {
    const failing = download(`${server.origin}/${name}`, join(folder, name));
    const [outcome] = await Promise.allSettled([failing]);
    print(`${name}: ${outcome?.status}`);
  }
  print(`The server sent half of it: ${server.made('broken.bin') === 2 * MB}`);
  print('In the folder:', (await readdir(folder)).sort());
}

// Back-pressure: a disk that gets the first piece of a huge file and pauses. The server can
// fill the buffers on the way, and then it has to wait, until the disk gives up.
{
  await using server = await startFileServer({ files: { 'huge.bin': 100 * MB } });
  const openSlowDisk = (part: string) =>
    new Writable({
      async write(_piece, _encoding, done) {
        let made = -1;
        while (made !== server.made('huge.bin')) {
          made = server.made('huge.bin');
          await sleep(100);
        }
        print(`First piece of ${basename(part)}; all is made: ${made === 100 * MB}`);
        done(new Error('the disk is full'));
      },
    });
  const path = join(folder, 'huge.bin');
  const failing = download(`${server.origin}/huge.bin`, path, openSlowDisk);
  print(await failing.catch((error) => error.message));
}

// Output:
// Starting small.bin
// Starting medium.bin
// Starting large.bin
// --- any order ---
// Completed small.bin
// Completed medium.bin
// Completed large.bin
// --- end ---
// In progress at once: 3
// small.bin: 1000000 bytes, as they were sent: true
// medium.bin: 2000000 bytes, as they were sent: true
// large.bin: 4000000 bytes, as they were sent: true
// broken.bin: rejected
// missing.bin: rejected
// The server sent half of it: true
// In the folder: ['large.bin', 'medium.bin', 'small.bin']
// First piece of huge.bin.part; all is made: false
// the disk is full
