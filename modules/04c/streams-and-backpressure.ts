/**
 * Streams and back-pressure — the fast one waits for the slow one, and memory stays small.
 *
 * In Python: asyncio.Queue(maxsize=…) between producer and consumer, and `await
 * writer.drain()`; an async generator makes the next item when it is asked.
 * Here: the web's streams, which fetch, files and compression use in Node, Deno, Bun and
 * browsers. A stream has a queue, and `highWaterMark` says how many chunks it would like to
 * have in it. It refuses nothing beyond that: a source has to ask before it makes a chunk.
 * One with `pull` does, as it is called only while there is room. Pipes hand this on: a
 * slow end slows down the beginning.
 *
 * To work on several items at once, and still not read ahead without a limit, is not part
 * of the platform; `mapAtOnce` does it.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { print } from '../core/print.ts';

const CHUNKS = 100;

// What has been made and not yet been dealt with, now and at most.
let held = 0;
let mostHeld = 0;
function make(n: number): number {
  mostHeld = Math.max(mostHeld, ++held);
  return n;
}
async function dealWith(_chunk: unknown): Promise<void> {
  await turn(); // everybody is slower than the source
  held--;
}
function told(): string {
  const line = `held at most ${mostHeld} of ${CHUNKS}, left: ${held}`;
  mostHeld = 0;
  return line;
}

// A source that makes without asking: the mark of four stops nobody.
const pushed = new ReadableStream<number>(
  {
    start(queue) {
      for (let n = 1; n <= CHUNKS; n++) queue.enqueue(make(n));
      queue.close();
    },
  },
  { highWaterMark: 4 },
);
for await (const chunk of pushed) await dealWith(chunk);
print(`Pushed: ${told()}`);

// A source that is asked: four in the queue, and one in the hands of the reader.
function pulled(): ReadableStream<number> {
  let n = 0;
  return new ReadableStream<number>(
    {
      pull(queue) {
        if (n < CHUNKS) queue.enqueue(make(++n));
        else queue.close();
      },
    },
    { highWaterMark: 4 },
  );
}
for await (const chunk of pulled()) await dealWith(chunk);
print(`Pulled: ${told()}`);

// Through a pipe: four here, two at its end, of which one is being written.
await pulled().pipeTo(new WritableStream({ write: dealWith }, { highWaterMark: 2 }));
print(`Piped: ${told()}`);

/** Maps items, a few at once, and gives the results in the order of the items. */
async function* mapAtOnce<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  map: (item: Item) => Promise<Result>,
) {
  const running: Promise<Result>[] = [];
  for await (const item of items) {
    const result = map(item);
    result.catch(() => {}); // its error comes out at its turn, and not before
    running.push(result);
    // No further item is asked for until the oldest is done.
    if (running.length === limit) yield* running.splice(0, 1);
  }
  yield* running;
}

let atWork = 0;
let mostAtWork = 0;
const squares: number[] = [];
const square = async (n: number) => {
  mostAtWork = Math.max(mostAtWork, ++atWork);
  if (n % 2 === 1) await turn(); // every second one takes longer than the one after it
  await dealWith(n);
  atWork--;
  return n * n;
};
for await (const result of mapAtOnce(pulled(), 3, square)) squares.push(result);
print(`Three at once: ${told()}`);
print(`  at work at most: ${mostAtWork}, in order:`, squares.slice(0, 5));

// Output:
// Pushed: held at most 100 of 100, left: 0
// Pulled: held at most 5 of 100, left: 0
// Piped: held at most 6 of 100, left: 0
// Three at once: held at most 7 of 100, left: 0
//   at work at most: 3, in order: [1, 4, 9, 16, 25]
