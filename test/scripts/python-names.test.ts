/** What a person finds who comes from Python and looks for a name, or for a word of TypeScript. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allLessons, root } from '../../scripts/lib/lessons.ts';
import { readReadme } from './readmes/commands.ts';

/**
 * The public names of Python 3.14's modules, those of `__all__` and of the documentation,
 * with the methods that a beginner meets.
 */
const python: Record<string, string> = {
  threading: `active_count Barrier BoundedSemaphore BrokenBarrierError Condition Condition.notify Condition.wait Condition.wait_for current_thread enumerate Event Event.clear Event.is_set Event.set Event.wait excepthook ExceptHookArgs get_ident get_native_id getprofile gettrace local Lock Lock.acquire Lock.release main_thread RLock Semaphore Semaphore.acquire Semaphore.release setprofile setprofile_all_threads settrace settrace_all_threads stack_size Thread Thread.daemon Thread.ident Thread.is_alive Thread.join Thread.name Thread.run Thread.start ThreadError TIMEOUT_MAX Timer`,
  queue: `Empty Full LifoQueue PriorityQueue Queue Queue.empty Queue.full Queue.get Queue.get_nowait Queue.join Queue.put Queue.put_nowait Queue.qsize Queue.shutdown Queue.task_done ShutDown SimpleQueue`,
  multiprocessing: `active_children allow_connection_pickling Array Array.get_lock AuthenticationError Barrier BoundedSemaphore BufferTooShort Condition cpu_count current_process Event freeze_support get_all_start_methods get_context get_logger get_start_method JoinableQueue Lock log_to_stderr Manager parent_process Pipe Pool Process Process.exitcode Process.is_alive Process.join Process.kill Process.pid Process.start Process.terminate ProcessError Queue RawArray RawValue reducer RLock Semaphore set_executable set_forkserver_preload set_start_method SimpleQueue TimeoutError Value Value.get_lock`,
  'multiprocessing.pool': `AsyncResult AsyncResult.get Pool Pool.apply Pool.apply_async Pool.close Pool.imap Pool.imap_unordered Pool.join Pool.map Pool.map_async Pool.starmap Pool.starmap_async Pool.terminate ThreadPool`,
  'multiprocessing.managers': `BaseManager BaseManager.connect BaseManager.get_server BaseManager.register BaseManager.shutdown BaseManager.start BaseProxy Namespace SharedMemoryManager SyncManager SyncManager.Array SyncManager.Barrier SyncManager.BoundedSemaphore SyncManager.Condition SyncManager.dict SyncManager.Event SyncManager.list SyncManager.Lock SyncManager.Namespace SyncManager.Queue SyncManager.RLock SyncManager.Semaphore SyncManager.set SyncManager.Value Token`,
  'multiprocessing.shared_memory': `ShareableList SharedMemory`,
  'multiprocessing.connection': `answer_challenge Client Connection Connection.close Connection.fileno Connection.poll Connection.recv Connection.recv_bytes Connection.recv_bytes_into Connection.send Connection.send_bytes deliver_challenge Listener Pipe wait`,
  'multiprocessing.sharedctypes': `Array copy RawArray RawValue synchronized Value`,
  'concurrent.futures': `ALL_COMPLETED as_completed BrokenExecutor CancelledError Executor Executor.map Executor.shutdown Executor.submit FIRST_COMPLETED FIRST_EXCEPTION Future Future.add_done_callback Future.cancel Future.cancelled Future.done Future.exception Future.result Future.running InterpreterPoolExecutor InvalidStateError process.BrokenProcessPool ProcessPoolExecutor thread.BrokenThreadPool ThreadPoolExecutor TimeoutError wait`,
  asyncio: `ALL_COMPLETED all_tasks as_completed Barrier BoundedSemaphore BrokenBarrierError CancelledError Condition create_subprocess_exec create_subprocess_shell create_task current_task eager_task_factory ensure_future Event FIRST_COMPLETED FIRST_EXCEPTION Future gather get_event_loop get_running_loop InvalidStateError iscoroutine iscoroutinefunction isfuture LifoQueue Lock loop.call_at loop.call_later loop.call_soon loop.call_soon_threadsafe loop.run_in_executor new_event_loop open_connection open_unix_connection PriorityQueue Queue QueueEmpty QueueFull QueueShutDown run run_coroutine_threadsafe Runner Semaphore shield sleep start_server start_unix_server StreamReader StreamWriter Task Task.cancel TaskGroup Timeout timeout timeout_at TimeoutError to_thread wait wait_for wrap_future`,
  contextvars: `Context ContextVar copy_context Token`,
  abc: `ABC ABCMeta ABCMeta.register abstractclassmethod abstractmethod abstractproperty abstractstaticmethod get_cache_token update_abstractmethods`,
  metaclasses: `__call__ __init_subclass__ __instancecheck__ __new__ __prepare__ isinstance metaclass= type(name, bases, namespace) type(object)`,
  typing: `Protocol runtime_checkable`,
  'other modules': `__name__ _thread.start_new_thread aiohttp.ClientSession collections.deque contextlib.AsyncExitStack contextlib.closing copy.deepcopy fcntl.flock mmap.mmap os.cpu_count os.getpid pickle.dumps pickle.loads pickle.PicklingError print psutil.Process repr requests.get sched.scheduler signal.signal sys.getrefcount time.perf_counter time.sleep`,
};

/** The names that a course in concurrency teaches: each of them has a lesson. */
const taught: Record<string, string> = {
  threading: `active_count Barrier Condition current_thread enumerate Event Event.clear Event.is_set Event.set Event.wait get_ident local Lock Lock.acquire Lock.release main_thread RLock Semaphore Semaphore.acquire Semaphore.release Thread Thread.daemon Thread.ident Thread.is_alive Thread.join Thread.name Thread.run Thread.start`,
  queue: `Empty Full LifoQueue PriorityQueue Queue Queue.empty Queue.get Queue.get_nowait Queue.join Queue.put Queue.task_done`,
  multiprocessing: `Array Array.get_lock cpu_count Event Lock Manager Pipe Pool Process Process.exitcode Process.is_alive Process.join Process.pid Process.start Process.terminate Queue Value Value.get_lock`,
  'multiprocessing.pool': `AsyncResult.get Pool Pool.apply Pool.apply_async Pool.close Pool.join Pool.map Pool.starmap`,
  'multiprocessing.managers': `SyncManager.list`,
  'multiprocessing.shared_memory': `SharedMemory`,
  'multiprocessing.connection': `Connection.close Connection.recv Connection.send`,
  'concurrent.futures': `ALL_COMPLETED as_completed Executor.map Executor.shutdown Executor.submit FIRST_COMPLETED Future Future.cancel Future.done Future.result ProcessPoolExecutor ThreadPoolExecutor TimeoutError wait`,
  asyncio: `ALL_COMPLETED as_completed CancelledError create_task FIRST_COMPLETED gather get_event_loop get_running_loop loop.run_in_executor run Semaphore shield sleep Task.cancel timeout TimeoutError to_thread wait wait_for`,
  abc: `ABC ABCMeta abstractmethod`,
  metaclasses: `__call__ __new__ metaclass= type(name, bases, namespace) type(object)`,
  'other modules': `__name__ aiohttp.ClientSession collections.deque os.getpid pickle.dumps pickle.loads pickle.PicklingError psutil.Process requests.get sys.getrefcount time.perf_counter time.sleep`,
};

const core = resolve(root, 'modules/core');
const coreReadme = readReadme('modules/core/README.md');
const map = readReadme('modules/README.md');
const table = readReadme('modules/PYTHON.md');
const lessons = allLessons().filter(({ number }) => number !== '');

/** The names in a list, `type(name, bases)` being one. */
function namesIn(list: string): string[] {
  return list.split(/ (?![^(]*\))/);
}

interface Row {
  name: string;
  /** The cells after the name. */
  cells: string[];
}

/** The rows of the table under a heading, those that begin with a name. */
function rowsUnder(heading: string, readme: string): Row[] {
  const [, section = ''] = readme.split(`\n${heading}\n`);
  const [text = ''] = section.split(/\n#/);
  const rows = [...text.matchAll(/^\| `([^`]+)` *\| (.*?) *\|$/gm)];
  return rows.map(([, name = '', rest = '']) => ({ name, cells: rest.split(/ *\| /) }));
}

/** The code of a file without its comments, and without what it prints. */
function codeOf(file: string): string {
  const text = readFileSync(resolve(root, file), 'utf8');
  return text.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/^\/\/ Output:[\s\S]*/m, '');
}

for (const [module, list] of Object.entries(python)) {
  const names = namesIn(list);
  const rows = rowsUnder(`## ${module}`, table);

  test(`${module}: each name has a row that tells what plays its part`, () => {
    assert.equal(
      rows.map(({ name }) => name),
      names,
    );
    for (const { name, cells } of rows) assert.ok(cells[0], name);
  });

  test(`${module}: the names are in the order of the alphabet`, () => {
    const key = (name: string) => name.toLowerCase();
    assert.equal(
      names,
      [...names].sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    );
  });

  test(`${module}: a lesson shows the name, or what plays its part`, () => {
    for (const { name, cells } of rows) {
      const [here = '', cell = ''] = cells;
      const [, linked] = /^\[([^\]]+)\]\(\1\.ts\)$/.exec(cell) ?? [];
      if (cell === '–') continue;
      const lesson = lessons.find((one) => one.name === linked);
      assert.ok(lesson, `${name}: '${cell}' is not a lesson`);
      if (here.startsWith('none')) continue;
      const words = [lastWord(name), ...counterparts(here)];
      const text = readFileSync(resolve(root, lesson.file), 'utf8');
      assert.ok(
        words.some((word) => new RegExp(`(?<!\\w)${word}(?!\\w)`).test(text)),
        `${name}: ${linked} has none of ${words}`,
      );
    }
  });

  test(`${module}: what is taught has a lesson`, () => {
    for (const name of namesIn(taught[module] ?? '').filter(Boolean)) {
      const row = rows.find((one) => one.name === name);
      assert.ok(row && row.cells[1] !== '–', name);
    }
  });
}

/** `put` of `Queue.put`, `type` of `type(object)`. */
function lastWord(name: string): string {
  return (
    name
      .replace(/[(=].*/, '')
      .split('.')
      .at(-1) ?? name
  );
}

/** The identifiers in a cell by which one would recognise what it speaks of. */
function counterparts(cell: string): string[] {
  const usual =
    /^(await|pool|manager|promise|value|end|process|node|thread|class|object)$/;
  const code = [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text).join(' ');
  const words = `${code} ${/Piscina/.exec(cell) ?? ''}`.match(/[A-Za-z_]\w{2,}/g) ?? [];
  return words.filter((word) => !usual.test(word));
}

/** The things of TypeScript that the map explains, and how they look. */
const typescript: Record<string, RegExp> = {
  'a?.b': /\?\./,
  '@ts-expect-error': /@ts-expect-error/,
  '@decorator': /^\s*@\w+/m,
  satisfies: /\bsatisfies\b/,
  '#name': /\bthis\.#\w/,
  structuredClone: /structuredClone\(/,
  'as const': /\bas const\b/,
  'import type': /^import .*\btype \w/m,
  'await using': /\bawait using\b/,
  await: /^(await |for .*\{\n {2}await |if \(isMain.*\) (\{[^}]*)?await )/m,
  'import.meta': /\bimport\.meta\b/,
  'new Thread': /\bnew Thread\(import\.meta/,
  SharedArrayBuffer: /new Int32Array\(new SharedArrayBuffer/,
  using: /(?<!await )\busing \w+ =/,
  AbortSignal: /\bAbort(Signal|Controller)\b/,
};

const explained = [...map.matchAll(/^- `([^`]+)`[\s\S]*?First in\s+\[([^\]]+)\]/gm)];

test('the map explains each thing of TypeScript, in the order of the lessons', () => {
  assert.equal(
    explained.map(([, thing]) => thing).sort(),
    Object.keys(typescript).sort(),
  );
  const order = explained.map(([, , name]) =>
    lessons.findIndex((one) => one.name === name),
  );
  assert.equal(
    order,
    [...order].sort((a, b) => a - b),
  );
});

for (const [, thing = '', named] of explained) {
  test(`${thing}: the lesson that is named uses it, and is the first that does`, () => {
    const looks = typescript[thing] ?? /$^/;
    assert.is(lessons.find(({ file }) => looks.test(codeOf(file)))?.name, named);
  });
}

test('At a glance has each public file, and no other', () => {
  const [, glance = ''] = coreReadme.split('## At a glance');
  const [table = ''] = glance.split('\n## ');
  const linked = [...table.matchAll(/\]\(([\w-]+\.ts)\)/g)].map(([, file]) => file);
  const files = readdirSync(core).filter((name) => name.endsWith('.ts'));
  assert.equal(linked.sort(), files.sort());
});

test('each error is exported by the file that the README says', async () => {
  const rows = rowsUnder('## When things go wrong', coreReadme).filter(({ name }) =>
    /Error$/.test(name),
  );
  assert.is(rows.length, 11);
  for (const { name, cells } of rows) {
    const [from = ''] = cells;
    const [, file] = /`([\w-]+\.ts)`/.exec(from) ?? [];
    const exports = file ? await import(resolve(core, file)) : globalThis;
    if (name !== 'AbortError')
      assert.is(exports[name]?.name, name, `${name} from ${from}`);
  }
});

test.run();
