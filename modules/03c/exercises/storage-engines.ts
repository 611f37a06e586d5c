/**
 * Exercise — storage engines that register themselves.
 *
 * A small framework: engines that can keep data, a registry that they enter by themselves,
 * and a client that asks for one by name. What an engine has to define is there.
 *
 * 1. @engine('memory') enters the class under that name as it is made;
 * 2. a class that lacks save() or load() is refused before it is entered, with a TypeError:
 *    'WriteOnlyEngine does not define load()'; and so is a name that is taken, with a
 *    RangeError: "There is an engine 'memory' already";
 * 3. createEngine(name, folder) makes an engine of that name; for a name that is unknown it
 *    throws a RangeError that lists the others: "There is no engine 'tape', only memory,
 *    file", in the order in which they came;
 * 4. MemoryEngine keeps the data in the object; each engine its own;
 * 5. FileEngine keeps it in a file in the folder, where the next engine finds it;
 * 6. what is loaded is what was saved, also if somebody has changed the object since; before
 *    the first save it is undefined.
 *
 * The client and what follows it stay as they are. The solution has the engines in a file of
 * their own.
 *
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

// The client. It names no engine, and stays as it is when there is another one.
async function useEngine(name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  try {
    const first = createEngine(name, folder);
    print(`${name}, at first:`, await first.load());
    const data = { user: 'Ada', process: process.pid };
    await first.save(data);
    data.user = 'somebody else';
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
  @engine('incomplete')
  // @ts-expect-error: a class that is not abstract must define load()
  class WriteOnlyEngine extends StorageEngine {
    override async save(): Promise<void> {}
  }
  return WriteOnlyEngine;
});
attempt('Asked for by name', () => createEngine('incomplete', tmpdir()));

for (const name of ['memory', 'file', remote]) await useEngine(name);
