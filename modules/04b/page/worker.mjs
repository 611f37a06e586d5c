/**
 * A worker, the same for a page and for Node, Deno and Bun: only where a message comes in
 * differs. It is JavaScript, as browsers know no types.
 */

// What it gets is shared memory: the sum, and how many workers have come.
const [SUM, CAME] = [0, 1];

function work(numbers) {
  // Whoever comes first sleeps until the other one is there: so both run, each on a thread.
  if (Atomics.add(numbers, CAME, 1) === 0) Atomics.wait(numbers, CAME, 1, 10_000);
  else Atomics.notify(numbers, CAME);

  for (let i = 0; i < 1000; i++) Atomics.add(numbers, SUM, 1);
  return Atomics.load(numbers, CAME);
}

if (globalThis.process) {
  const { parentPort } = await import('node:worker_threads');
  parentPort.once('message', (numbers) => parentPort.postMessage(work(numbers)));
} else {
  globalThis.onmessage = ({ data }) => globalThis.postMessage(work(data));
}
