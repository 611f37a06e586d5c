/** What core/README.md says to a person who comes from Python, and looks for a name. */
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../../scripts/lib/lessons.ts';
import { readReadme } from './readmes/commands.ts';

/** The public names of Python 3.14's modules: those of `__all__` and of the documentation. */
const python: Record<string, string> = {
  threading: `active_count Barrier BoundedSemaphore BrokenBarrierError Condition current_thread enumerate Event excepthook ExceptHookArgs get_ident get_native_id getprofile gettrace local Lock main_thread RLock Semaphore setprofile setprofile_all_threads settrace settrace_all_threads stack_size Thread ThreadError TIMEOUT_MAX Timer`,
  queue: `Empty Full LifoQueue PriorityQueue Queue ShutDown SimpleQueue`,
  multiprocessing: `active_children allow_connection_pickling Array AuthenticationError Barrier BoundedSemaphore BufferTooShort Condition cpu_count current_process Event freeze_support get_all_start_methods get_context get_logger get_start_method JoinableQueue Lock log_to_stderr Manager parent_process Pipe Pool Process ProcessError Queue RawArray RawValue reducer RLock Semaphore set_executable set_forkserver_preload set_start_method SimpleQueue TimeoutError Value`,
  'multiprocessing.pool': `AsyncResult Pool Pool.apply Pool.apply_async Pool.close Pool.imap Pool.imap_unordered Pool.join Pool.map Pool.map_async Pool.starmap Pool.starmap_async Pool.terminate ThreadPool`,
  'multiprocessing.managers': `BaseManager BaseManager.connect BaseManager.get_server BaseManager.register BaseManager.shutdown BaseManager.start BaseProxy Namespace SharedMemoryManager SyncManager SyncManager.Array SyncManager.Barrier SyncManager.BoundedSemaphore SyncManager.Condition SyncManager.dict SyncManager.Event SyncManager.list SyncManager.Lock SyncManager.Namespace SyncManager.Queue SyncManager.RLock SyncManager.Semaphore SyncManager.set SyncManager.Value Token`,
  'multiprocessing.shared_memory': `ShareableList SharedMemory`,
  'multiprocessing.connection': `answer_challenge Client Connection Connection.close Connection.fileno Connection.poll Connection.recv Connection.recv_bytes Connection.recv_bytes_into Connection.send Connection.send_bytes deliver_challenge Listener Pipe wait`,
  'multiprocessing.sharedctypes': `Array copy RawArray RawValue synchronized Value`,
  'concurrent.futures': `ALL_COMPLETED as_completed BrokenExecutor CancelledError Executor Executor.map Executor.shutdown Executor.submit FIRST_COMPLETED FIRST_EXCEPTION Future Future.add_done_callback Future.cancel Future.cancelled Future.done Future.exception Future.result Future.running InterpreterPoolExecutor InvalidStateError process.BrokenProcessPool ProcessPoolExecutor thread.BrokenThreadPool ThreadPoolExecutor TimeoutError wait`,
  asyncio: `ALL_COMPLETED all_tasks as_completed Barrier BoundedSemaphore BrokenBarrierError CancelledError Condition create_subprocess_exec create_subprocess_shell create_task current_task eager_task_factory ensure_future Event FIRST_COMPLETED FIRST_EXCEPTION Future gather get_event_loop get_running_loop InvalidStateError iscoroutine iscoroutinefunction isfuture LifoQueue Lock loop.call_at loop.call_later loop.call_soon loop.call_soon_threadsafe loop.run_in_executor new_event_loop open_connection open_unix_connection PriorityQueue Queue QueueEmpty QueueFull QueueShutDown run run_coroutine_threadsafe Runner Semaphore shield sleep start_server start_unix_server StreamReader StreamWriter Task TaskGroup Timeout timeout timeout_at TimeoutError to_thread wait wait_for wrap_future`,
  contextvars: `Context ContextVar copy_context Token`,
  sched: `scheduler`,
};

const core = resolve(root, 'modules/core');
const readme = readReadme('modules/core/README.md');

/** The first two cells of each row of the table under a heading. */
function rowsUnder(heading: string): [name: string, cell: string][] {
  const [, section = ''] = readme.split(`\n${heading}\n`);
  const [text = ''] = section.split(/\n#/);
  const rows = [...text.matchAll(/^\| `([^`]+)` *\| ([^|]*?) *\|/gm)];
  return rows.map(([, name = '', cell = '']) => [name, cell]);
}

for (const [module, names] of Object.entries(python)) {
  test(`${module}: each name has a row that tells what plays its part`, () => {
    const rows = rowsUnder(`### ${module}`);
    assert.equal(
      rows.map(([name]) => name),
      names.split(/\s+/),
    );
    for (const [name, cell] of rows) assert.ok(cell, name);
  });

  test(`${module}: the names are in the order of the alphabet`, () => {
    const order = names.split(/\s+/);
    const key = (name: string) => name.toLowerCase();
    assert.equal(
      order,
      [...order].sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    );
  });

  test(`${module}: the files that it names are public files of the core`, () => {
    for (const [name, cell] of rowsUnder(`### ${module}`)) {
      for (const [, file = ''] of cell.matchAll(/`([\w-]+\.ts)`/g)) {
        assert.ok(existsSync(resolve(core, file)), `${name}: ${file}`);
      }
    }
  });
}

test('At a glance has each public file, and no other', () => {
  const [, glance = ''] = readme.split('## At a glance');
  const [table = ''] = glance.split('\n## ');
  const linked = [...table.matchAll(/\]\(([\w-]+\.ts)\)/g)].map(([, file]) => file);
  const files = readdirSync(core).filter((name) => name.endsWith('.ts'));
  assert.equal(linked.sort(), files.sort());
});

test('each error is exported by the file that the README says', async () => {
  const rows = rowsUnder('## When things go wrong').filter(([name]) =>
    /Error$/.test(name),
  );
  assert.is(rows.length, 11);
  for (const [name, from] of rows) {
    const [, file] = /`([\w-]+\.ts)`/.exec(from) ?? [];
    const exports = file ? await import(resolve(core, file)) : globalThis;
    if (name !== 'AbortError')
      assert.is(exports[name]?.name, name, `${name} from ${from}`);
  }
});

test.run();
