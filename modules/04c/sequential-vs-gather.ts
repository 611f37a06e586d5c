/**
 * One after another, and all at once — three files that each take a while to arrive.
 *
 * In Python: three blocking calls take the sum; asyncio.gather takes the longest.
 * Here: there are two ways to be slow. A blocking call stops the whole event loop: not
 * even a timer fires. An `await` in a loop leaves the event loop free, but asks for the
 * second file only when the first one has come; that is the mistake people make. Call all
 * three first and await them together, and the waits overlap.
 */
import { print } from '../core/print.ts';
import { sleep, sleepSync, stopwatch } from '../core/time.ts';

const FILES = ['file-1', 'file-2', 'file-3'];
let inFlight = 0;
let mostInFlight = 0;

async function download(file: string): Promise<string> {
  mostInFlight = Math.max(mostInFlight, ++inFlight);
  await sleep(200);
  inFlight--;
  return `${file} fetched`;
}

// No await in it: nothing else can run before it returns.
function downloadBlocking(file: string): string {
  sleepSync(200);
  return `${file} fetched`;
}

// A timer ticks beside each of the three. Where it cannot, the event loop stood still.
async function measure(title: string, work: () => Promise<string[]>): Promise<void> {
  let ticks = 0;
  mostInFlight = 0;
  const ticker = setInterval(() => ticks++, 20);
  const watch = stopwatch();
  print(`${title}:`, await work());
  clearInterval(ticker);
  print(`  In flight at once: ${mostInFlight}, a timer could tick: ${ticks > 0}`);
  print(`  Time taken: ${watch}`);
}

await measure('Blocking', async () => FILES.map((file) => downloadBlocking(file)));

await measure('An await in a loop', async () => {
  const files: string[] = [];
  for (const file of FILES) files.push(await download(file));
  return files;
});

await measure('All at once', () => Promise.all(FILES.map((file) => download(file))));

// Output:
// Blocking: ['file-1 fetched', 'file-2 fetched', 'file-3 fetched']
//   In flight at once: 0, a timer could tick: false
//   Time taken: <0.6 s or more>
// An await in a loop: ['file-1 fetched', 'file-2 fetched', 'file-3 fetched']
//   In flight at once: 1, a timer could tick: true
//   Time taken: <0.6 s or more>
// All at once: ['file-1 fetched', 'file-2 fetched', 'file-3 fetched']
//   In flight at once: 3, a timer could tick: true
//   Time taken: <0.2 s or more>
