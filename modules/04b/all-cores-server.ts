/**
 * A server on all cores — one port, several processes, and a stop that loses no request.
 *
 * In Python: gunicorn --workers 4, or uvicorn --workers 4; at SIGTERM they take no more
 * connections and finish those that they have.
 * Here: node:cluster. An event loop answers on one core; so the program starts itself once
 * more for each (here two), and all listen on one port: on Node and Deno the first process
 * hands out the connections in turn, on Bun the system does. They share no memory: what all
 * of them need belongs in a database.
 *
 * Whoever stops a service sends SIGTERM and waits a while. Without a handler the process is
 * gone at once, and what it was answering is lost. With one it closes the door, finishes
 * what is inside, and ends by itself.
 */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { print } from '../core/print.ts';

const WORKERS = 2;
const HOST = '127.0.0.1';

// One of the workers. Its requests take as long as main likes, so that some are under way.
function serve(): void {
  const finish = once(process, 'message');
  const server = createServer(async (_request, response) => {
    process.send?.({ inside: process.pid });
    await finish;
    response.writeHead(200, { connection: 'close' }).end(`${process.pid}`);
  });
  server.listen(Number(process.env.PORT), HOST, () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });

  process.once('SIGTERM', () => {
    server.close(() => process.disconnect());
    process.send?.({ closed: true });
  });
}

async function main(): Promise<void> {
  const workers: Worker[] = [];
  try {
    await stopGracefully(workers);
  } finally {
    // Whatever went wrong, no worker stays behind.
    for (const worker of workers) worker.process.kill('SIGKILL');
  }
}

async function stopGracefully(workers: Worker[]): Promise<void> {
  let port = 0;
  for (let i = 0; i < WORKERS; i++) {
    // On Node and Deno, port 0 is one free port for all; on Bun it is one for each.
    const worker = cluster.fork({ PORT: process.versions.bun ? port : 0 });
    workers.push(worker);
    const [listening] = await once(worker, 'message');
    port = listening.port;
  }
  const inTime = { signal: AbortSignal.timeout(12_000) };
  const exits = Promise.all(workers.map((worker) => once(worker, 'exit', inTime)));
  exits.catch(() => {});

  // Requests, until each worker has some; all of them are under way now.
  const get = () =>
    fetch(`http://${HOST}:${port}`, inTime).then(
      (response) => response.text(),
      () => 'lost',
    );
  const requests: Promise<string>[] = [];
  const busy = new Set<Worker>();
  while (requests.length < 4 || busy.size < WORKERS) {
    const entered = once(cluster, 'message');
    requests.push(get());
    const [worker] = await entered;
    busy.add(worker);
  }
  print(`Under way: ${requests.length}, in ${busy.size} processes`);

  // The signal is for this process. It passes it on, and hears that the doors are closed.
  process.once('SIGTERM', () => {
    // Not worker.kill(): on Deno that says "exited" while the worker still finishes.
    for (const { process: child } of workers)
      process.kill(child.pid as number, 'SIGTERM');
  });
  const closed = workers.map((worker) => Promise.race([once(worker, 'message'), exits]));
  process.kill(process.pid, 'SIGTERM');
  await Promise.all(closed);
  const late = get();

  // Now the work comes to its end, and with it the workers.
  for (const worker of workers) if (worker.isConnected()) worker.send('finish');
  const answers = await Promise.all(requests);
  const lost = answers.filter((answer) => answer === 'lost').length;
  print(`Answered: ${answers.length - lost}, lost: ${lost}`);
  print(
    `By: ${new Set(answers).size} processes, none of them this one: ${!answers.includes(`${process.pid}`)}`,
  );
  print(`A request after the signal: ${await late}`);
  const codes = (await exits).map(([code, signal]) => signal ?? code);
  print(`Exit codes: ${codes.join(', ')}`);
}

if (cluster.isPrimary) await main();
else serve();

// Output:
// Under way: <requests=int >= 4>, in 2 processes
// Answered: <requests>, lost: 0
// By: 2 processes, none of them this one: true
// A request after the signal: lost
// Exit codes: 0, 0
