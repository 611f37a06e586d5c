/**
 * Exercise — storage engines that register themselves.
 *
 * A small framework: engines that can keep data, a registry that they enter by themselves,
 * and a client that asks for one by name. The data is what can be written as JSON. (The
 * solution has the engines in a file of their own.) Make it so that
 *
 * 1. a class that lacks save() or load() is refused as it is made: @engine() throws a
 *    TypeError, 'WriteOnlyEngine does not define load()', with the names of class and method;
 * 2. a name that is taken is refused: with a RangeError, "There is an engine 'memory' already";
 * 3. @engine('memory') enters all other classes, and createEngine() makes an engine by its
 *    name: a new one each time, also of a class that came later;
 * 4. for an unknown name createEngine() throws a RangeError that lists the others: "There is
 *    no engine 'tape', only memory, file", in the order in which they came;
 * 5. MemoryEngine keeps what was saved last in the object, each its own;
 * 6. FileEngine keeps what was saved last in a file, the only one in its folder: whoever
 *    makes an engine for that folder, or for a copy of it, finds it there;
 * 7. FileEngine leaves no file open;
 * 8. what is loaded is what was saved: also if somebody has changed the object since, that
 *    which was saved or one that was loaded; before the first save it is undefined.
 *
 * How hard: medium, about 45 minutes.
 * Prepared by: 03c/class-registry, 03c/database-backends.
 * Check it: npx tsx scripts/check.ts 03c/storage-engines   (and with --hint)
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from '../../core/print.ts';

abstract class StorageEngine {
  /** Keeps the data, in place of what it had. */
  abstract save(data: unknown): Promise<void>;
  /** The data that was saved last; undefined when there is none. */
  abstract load(): Promise<unknown>;
}

type EngineClass = new (folder: string) => StorageEngine;

// TODO: check the class, then enter it in a Map.
function engine(_name: string) {
  return (_Class: EngineClass, _context: ClassDecoratorContext): void => {};
}

// TODO: look the class up by its name.
function createEngine(_name: string, folder: string): StorageEngine {
  return new FileEngine(folder);
}

// TODO: keep a copy of the data.
@engine('memory')
export class MemoryEngine extends StorageEngine {
  override async save(_data: unknown): Promise<void> {}

  override async load(): Promise<unknown> {
    return undefined;
  }
}

// TODO: keep it in a file.
@engine('file')
export class FileEngine extends StorageEngine {
  readonly folder: string;

  constructor(folder: string) {
    super();
    this.folder = folder;
  }

  override async save(_data: unknown): Promise<void> {}

  override async load(): Promise<unknown> {
    return undefined;
  }
}

// The checker also tries others: leave the client and all that follows as it is.

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
