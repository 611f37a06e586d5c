/**
 * await using — what was opened gets closed, also after an error.
 *
 * In Python: async with open_session() as session: its __aexit__ runs in any case.
 * Here: `await using session = await openSession()`. At the end of the block the object's
 * [Symbol.asyncDispose]() is called and awaited; several are closed in the opposite order
 * of opening. It works for your own objects and for those of the platform and of
 * libraries: file handles, Piscina pools, the practice servers of these lessons.
 */
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

let openNow = 0;

async function connect(name: string) {
  await sleep(10);
  openNow++;
  print(`  ${name}: opened`);
  return {
    async query(text: string): Promise<string> {
      if (text === 'nonsense') throw new Error(`${name} does not understand`);
      return `answer of ${name}`;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await sleep(10); // saying goodbye takes time too: hence `await using`
      openNow--;
      print(`  ${name}: closed`);
    },
  };
}

async function ask(text: string): Promise<string> {
  await using database = await connect('database');
  await using cache = await connect('cache');
  await cache.query('are you there?');
  return await database.query(text);
}

print('Result:', await ask('how many?'));
print(`Open now: ${openNow}`);

try {
  await ask('nonsense');
} catch (error) {
  print(`Error, after both are closed: ${(error as Error).message}`);
}
print(`Open now: ${openNow}`);

// A trap: without await, the block ends, and closes, before the query has been answered.
const promises: Promise<string>[] = [];
{
  await using database = await connect('database');
  promises.push(sleep(100).then(() => `${openNow} open when the query runs`));
  void database;
}
print('Not awaited inside:', await Promise.all(promises));

// A file handle knows how to close itself. The folder around it does not: for such a
// thing an object with the one method is quickly made.
const path = await mkdtemp(join(tmpdir(), 'await-using-'));
let handle: FileHandle;
{
  await using _folder = { [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
  await using file = await open(join(path, 'note.txt'), 'w');
  handle = file;
  await file.writeFile('remember');
  print('File:', await readFile(join(path, 'note.txt'), 'utf8'));
}
const code = (error: NodeJS.ErrnoException) => error.code;
print('After the block, written:', await handle.writeFile('more').catch(code));
print('After the block, read:', await readFile(join(path, 'note.txt')).catch(code));

// Output:
//   database: opened
//   cache: opened
//   cache: closed
//   database: closed
// Result: answer of database
// Open now: 0
//   database: opened
//   cache: opened
//   cache: closed
//   database: closed
// Error, after both are closed: database does not understand
// Open now: 0
//   database: opened
//   database: closed
// Not awaited inside: ['0 open when the query runs']
// File: remember
// After the block, written: EBADF
// After the block, read: ENOENT
