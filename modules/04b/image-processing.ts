/**
 * Image processing — real pixels, a real filter, a band of the image for each task.
 *
 * In Python: a process for each image, or Pool.map over its bands.
 * Here: a picture of a disc and a square is drawn into shared memory, and the workers of a
 * pool find its edges (the Sobel filter), some rows each. A task is four small things; the
 * picture itself is never sent. No lock is needed: all read the source, which nobody
 * changes, and each writes rows of the target that no other one touches. The tasks meet in
 * pairs, so that both workers take part.
 *
 * The filter looks at the neighbours of a pixel, also at those in the next band: cut apart,
 * the bands would show seams. The checksums show that there are none.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { workerOptions } from '../core/worker-file.ts';
import { blank, checksum, draw, HEIGHT, show, WIDTH } from './picture/picture.ts';

const BANDS = 4;

type Band = {
  source: SharedArrayBuffer;
  target: SharedArrayBuffer;
  from: number;
  to: number;
};

// How steep the brightness is at each pixel: across, plus down.
export function findEdges({ source, target, from, to }: Band): void {
  const pixels = new Uint8Array(source);
  const edges = new Uint8ClampedArray(target);
  for (let y = Math.max(from, 1); y < Math.min(to, HEIGHT - 1); y++) {
    for (let x = 1; x < WIDTH - 1; x++) {
      const at = y * WIDTH + x;
      const across = line(pixels, at + 1, WIDTH) - line(pixels, at - 1, WIDTH);
      const down = line(pixels, at + WIDTH, 1) - line(pixels, at - WIDTH, 1);
      edges[at] = Math.abs(across) + Math.abs(down);
    }
  }
}

export function task(band: Band): { rows: string; by: number } {
  revive<Barrier>(Piscina.workerData).wait();
  findEdges(band);
  return { rows: `${band.from} to ${band.to - 1}`, by: threadId };
}

// A pixel and its two neighbours in one direction; the middle one counts double.
function line(pixels: Uint8Array, at: number, step: number): number {
  return Number(pixels[at - step]) + 2 * Number(pixels[at]) + Number(pixels[at + step]);
}

async function main(): Promise<void> {
  const source = draw();
  show('The picture', source);

  const target = blank();
  await using pool = new Piscina<Band, ReturnType<typeof task>>({
    filename: import.meta.url,
    name: 'task',
    minThreads: 2,
    maxThreads: 2,
    workerData: new Barrier(2),
    ...workerOptions,
  });
  const rows = HEIGHT / BANDS;
  const bands = Array.from({ length: BANDS }, (_, i) => ({
    source: source.buffer,
    target: target.buffer,
    from: i * rows,
    to: (i + 1) * rows,
  }));
  const reports = await Promise.all(bands.map((band) => pool.run(band)));
  print(
    'Rows done by the pool:',
    reports.map(({ rows }) => rows),
  );
  const workers = new Set(reports.map(({ by }) => by));
  print(`Workers: ${workers.size}, main among them: ${workers.has(threadId)}`);
  show('Its edges', target);

  // The same by one thread in one piece: equal to the last pixel.
  const alone = blank();
  findEdges({ source: source.buffer, target: alone.buffer, from: 0, to: HEIGHT });
  print(`The same as by one thread: ${checksum(alone) === checksum(target)}`);
}

if (isMain(import.meta)) await main();

// Output:
// The picture, checksum 4197869515
// |                                |
// |      ########                  |
// |    ############    :::::::::   |
// |   ##############   :::::::::   |
// |   ##############   :::::::::   |
// |   ##############   :::::::::   |
// |   ##############   :::::::::   |
// |    ############    :::::::::   |
// |      ########                  |
// |                                |
// Rows done by the pool: ['0 to 99', '100 to 199', '200 to 299', '300 to 399']
// Workers: 2, main among them: false
// Its edges, checksum 1948072453
// |                                |
// |      ########                  |
// |    ###      ###    ##########  |
// |   ##          ##   #       ##  |
// |   #            ##  #       ##  |
// |   #            ##  #       ##  |
// |   ##          ##   #       ##  |
// |    ###      ###    ##########  |
// |      ########      ##########  |
// |                                |
// The same as by one thread: true
