/**
 * Storage engines — they register themselves, and the client asks for one by name.
 *
 * In Python: an ABC StorageEngine says what an engine has to define, a metaclass registers
 * each one. (A class can have one metaclass only, and ABC brings its own: the registering
 * one has to be derived from ABCMeta. It still registers incomplete engines, because ABC
 * looks only when an object is made.)
 * Here: one decorator does both, check first: what is in the registry is complete. It is in
 * storage-engines/engines.ts, with two engines.
 *
 * All engines keep one more promise, which no type expresses: what is loaded is what was
 * saved, not an object that somebody has changed since. A file keeps it by itself, memory
 * has to copy.
 *
 * Decorators are not yet part of the JavaScript engines: this runs with tsx, Deno and
 * Bun, and not on plain `node`.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from '../../modules/core/print.ts';
import { createEngine, engine, StorageEngine } from './storage-engines/engines.ts';

// The client. It names no engine, and stays as it is when there is another one.
async function useEngine(name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  try {
    const first = createEngine(name, folder);
    print(`${name}, at first:`, await first.load());
    const data = { user: { name: 'Ada' }, process: process.pid };
    await first.save(data);
    const loaded = (await first.load()) as typeof data | undefined;
    for (const object of [data, loaded]) if (object) object.user.name = 'Eve';
    print(`${name}, loaded:`, await first.load());
    print(`${name}, by the next one:`, await createEngine(name, folder).load());
    print(`${name}, files:`, (await readdir(folder)).length);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function attempt(what: string, action: () => object): void {
  try {
    print(`${what}:`, action());
  } catch (error) {
    print(`${what}: ${error}`);
  }
}

// An engine added later. Nobody knew its name before the program ran: it has the process id.
function addEngine(name: string) {
  const server: string[] = [];
  @engine(name)
  class RemoteEngine extends StorageEngine {
    override async save(data: unknown): Promise<void> {
      server.push(JSON.stringify(data));
    }
    override async load(): Promise<unknown> {
      return server.map((text) => JSON.parse(text)).at(-1);
    }
  }
  return RemoteEngine;
}
const remote = `remote${process.pid}`;
attempt('A third engine', () => addEngine(remote));
attempt('Its name once more', () => addEngine(remote));

// The compiler has seen that something is missing. Other classes come without a compiler.
attempt('An incomplete one', () => {
  @engine('write-only')
  // @ts-expect-error: a class that is not abstract must define load()
  class WriteOnlyEngine extends StorageEngine {
    override async save(): Promise<void> {}
  }
  return WriteOnlyEngine;
});
attempt('Another one', () => {
  @engine('read-only')
  // @ts-expect-error: nor may save() be missing
  class ReadOnlyEngine extends StorageEngine {
    override async load(): Promise<unknown> {
      return undefined;
    }
  }
  return ReadOnlyEngine;
});
attempt('Asked for by name', () => createEngine('write-only', tmpdir()));

for (const name of ['memory', 'file', remote]) await useEngine(name);

// Output:
// A third engine: [class RemoteEngine]
// Its name once more: RangeError: There is an engine 'remote<pid=int>' already
// An incomplete one: TypeError: WriteOnlyEngine does not define load()
// Another one: TypeError: ReadOnlyEngine does not define save()
// Asked for by name: RangeError: There is no engine 'write-only', only memory, file, remote<pid>
// memory, at first: undefined
// memory, loaded: {user: {name: 'Ada'}, process: <pid>}
// memory, by the next one: undefined
// memory, files: 0
// file, at first: undefined
// file, loaded: {user: {name: 'Ada'}, process: <pid>}
// file, by the next one: {user: {name: 'Ada'}, process: <pid>}
// file, files: 1
// remote<pid>, at first: undefined
// remote<pid>, loaded: {user: {name: 'Ada'}, process: <pid>}
// remote<pid>, by the next one: {user: {name: 'Ada'}, process: <pid>}
// remote<pid>, files: 0
