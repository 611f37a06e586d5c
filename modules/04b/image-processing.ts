/**
 * Image processing — real pixels, a real filter, a band of the image for each task.
 *
 * In Python: a process for each image; the course's example only sleeps.
 * Here: a picture of a disc and a square is drawn into shared memory, and the workers of a
 * pool find its edges (the Sobel filter), some rows each. A task is four small things; the
 * picture itself is never sent. No lock is needed: all read the source, which nobody
 * changes, and each writes rows of the target that no other one touches.
 *
 * The filter looks at the neighbours of a pixel, also at those in the next band: cut apart,
 * the bands would show seams. The checksums tell that there are none.
 */
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { workerOptions } from '../core/worker-file.ts';

const WIDTH = 640;
const HEIGHT = 400;
const BANDS = 4;

type Picture = Uint8Array<SharedArrayBuffer>;
type Band = {
  source: SharedArrayBuffer;
  target: SharedArrayBuffer;
  from: number;
  to: number;
};

function blank(): Picture {
  return new Uint8Array(new SharedArrayBuffer(WIDTH * HEIGHT));
}

function draw(): Picture {
  return blank().map((_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    if (Math.hypot(x - 200, y - 200) < 140) return 220;
    return x > 400 && x < 580 && y > 80 && y < 320 ? 130 : 30;
  });
}

// How steep the brightness is at each pixel: across, plus down.
export function findEdges({ source, target, from, to }: Band): string {
  const pixels = new Uint8Array(source);
  const edges = new Uint8ClampedArray(target);
  for (let y = Math.max(from, 1); y < Math.min(to, HEIGHT - 1); y++) {
    for (let x = 1; x < WIDTH - 1; x++) {
      const at = y * WIDTH + x;
      const across = steepness(pixels, at, 1, WIDTH);
      const down = steepness(pixels, at, WIDTH, 1);
      edges[at] = Math.abs(across) + Math.abs(down);
    }
  }
  return `rows ${from} to ${to - 1}`;
}

// The three pixels ahead minus the three behind; the middle ones count double.
function steepness(p: Uint8Array, at: number, step: number, side: number): number {
  const ahead = at + step;
  const behind = at - step;
  return (
    Number(p[ahead - side]) +
    2 * Number(p[ahead]) +
    Number(p[ahead + side]) -
    (Number(p[behind - side]) + 2 * Number(p[behind]) + Number(p[behind + side]))
  );
}

// FNV-1a: one pixel that differs, or two in another order, give another number.
function checksum(pixels: Uint8Array): number {
  return pixels.reduce(
    (hash, value) => Math.imul(hash ^ value, 16777619) >>> 0,
    2166136261,
  );
}

function show(title: string, pixels: Uint8Array): void {
  print(`${title}, checksum ${checksum(pixels)}`);
  for (let y = 0; y < HEIGHT; y += 40) {
    let line = '';
    for (let x = 0; x < WIDTH; x += 20) {
      let brightest = 0;
      for (let i = 0; i < 800; i++) {
        const value = pixels[(y + Math.floor(i / 20)) * WIDTH + x + (i % 20)] ?? 0;
        brightest = Math.max(brightest, value);
      }
      line += ' .:#'[Math.floor(brightest / 64)];
    }
    print(`|${line}|`);
  }
}

async function main(): Promise<void> {
  const source = draw();
  show('The picture', source);

  const target = blank();
  await using pool = new Piscina<Band, string>({
    filename: import.meta.url,
    name: 'findEdges',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
  const rows = HEIGHT / BANDS;
  const bands = Array.from({ length: BANDS }, (_, i) => ({
    source: source.buffer,
    target: target.buffer,
    from: i * rows,
    to: (i + 1) * rows,
  }));
  print('Done by the pool:', await Promise.all(bands.map((band) => pool.run(band))));
  show('Its edges', target);

  // The same by one thread in one piece: equal to the last pixel.
  const alone = blank();
  findEdges({ source: source.buffer, target: alone.buffer, from: 0, to: HEIGHT });
  print(`The same as by one thread: ${checksum(alone) === checksum(target)}`);
}

if (isMain(import.meta)) await main();

// Output:
