/** A picture in shared memory, a byte for each pixel: to be drawn, compared and looked at. */
import { print } from '../../core/print.ts';

export const WIDTH = 640;
export const HEIGHT = 400;

type Picture = Uint8Array<SharedArrayBuffer>;

/** All black. */
export function blank(): Picture {
  return new Uint8Array(new SharedArrayBuffer(WIDTH * HEIGHT));
}

/** A disc and a square, in shades of grey. */
export function draw(): Picture {
  const picture = blank();
  for (let i = 0; i < picture.length; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const inDisc = (x - 200) ** 2 + (y - 200) ** 2 < 140 ** 2;
    const inSquare = x > 400 && x < 580 && y > 80 && y < 320;
    picture[i] = inDisc ? 220 : inSquare ? 130 : 30;
  }
  return picture;
}

/** FNV-1a: one pixel that differs, or two in another order, give another number. */
export function checksum(pixels: Uint8Array): number {
  return pixels.reduce(
    (hash, value) => Math.imul(hash ^ value, 16777619) >>> 0,
    2166136261,
  );
}

/** Prints a sign for each 20 by 40 pixels, by the brightest of them. */
export function show(title: string, pixels: Uint8Array): void {
  print(`${title}, checksum ${checksum(pixels)}`);
  const columns = WIDTH / 20;
  const cells = new Uint8Array(columns * (HEIGHT / 40));
  for (const [i, value] of pixels.entries()) {
    const [column, row] = [Math.floor((i % WIDTH) / 20), Math.floor(i / WIDTH / 40)];
    const cell = row * columns + column;
    cells[cell] = Math.max(value, cells[cell] ?? 0);
  }
  for (let at = 0; at < cells.length; at += columns) {
    const signs = Array.from(
      cells.subarray(at, at + columns),
      (value) => ' .:#'[value >> 6],
    );
    print(`|${signs.join('')}|`);
  }
}
