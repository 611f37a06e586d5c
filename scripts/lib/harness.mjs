/**
 * Loaded into a checked program, in each of its threads and processes: writes into its trace
 * what the core does not see.
 *
 * At its end, each process tells the processor time it took: an event 'cpu', whose level is
 * in milliseconds. A timer that the program sets itself is a 'timer', with its delay.
 *
 * A request is an 'acquire' of kind 'Request' when it arrives, and a 'release' when its
 * answer has left or its connection is gone; the id is the server's port, the name method
 * and path, the level of the release the status, or 0 for an answer that was not finished.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { isMainThread, threadId } from 'node:worker_threads';

const file = `${process.env.LESSON_TRACE}/${process.pid}-${threadId}.jsonl`;

function write(event, about) {
  const at = performance.timeOrigin + performance.now();
  appendFileSync(
    file,
    `${JSON.stringify({ at, event, kind: '', id: 0, name: '', ...about })}\n`,
  );
}

if (isMainThread) {
  process.once('exit', () => {
    const { user, system } = process.cpuUsage();
    write('cpu', { level: (user + system) / 1000 });
  });
}

for (const name of ['setTimeout', 'setInterval']) {
  const original = globalThis[name];
  const own = (callback, ms, ...args) => {
    // Only what the program itself sets: not the core, a package, or Node.
    const [, , caller = ''] = new Error().stack.split('\n');
    if (!/modules\/core\/|node_modules|node:/.test(caller)) write('timer', { level: ms });
    return original(callback, ms, ...args);
  };
  globalThis[name] = Object.assign(own, original);
}

subscribe(
  'http.server.request.start',
  ({ request: { method, url, socket }, response }) => {
    const request = { kind: 'Request', id: socket.localPort, name: `${method} ${url}` };
    write('acquire', request);
    response.once('close', () => {
      const level = response.writableFinished ? response.statusCode : 0;
      write('release', { ...request, level });
    });
  },
);
