/** Five tasks of four parts each, and the server and the files that they work with. */
import { createReadStream } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';

export const PARTS = [1, 2, 3, 4];

/** Where the server is, and where the log files are. */
export type Place = { origin: string; folder: string };
export type Task = keyof typeof tasks;

const get = async (url: string): Promise<string> => (await fetch(url)).text();

/** Each part gives a number, by which one can see that it was done. */
export const tasks = {
  downloads: async (part: number, { origin }: Place): Promise<number> =>
    (await get(`${origin}/files/${part}`)).length,
  primes: async (part: number) =>
    Array.from({ length: 5_000 }, (_, i) => part * 5_000 + i).filter(isPrime).length,
  logFiles: async (part: number, { folder }: Place) => {
    let errors = 0;
    const input = createReadStream(`${folder}/${part}.log`);
    for await (const line of createInterface({ input })) {
      if (line.startsWith('ERROR')) errors++;
    }
    return errors;
  },
  images: async (part: number) => shrink(draw(200 * part), 200 * part).length,
  requests: async (part: number, { origin }: Place): Promise<number> =>
    JSON.parse(await get(`${origin}/stock/${part}`)).stock,
};

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return n > 1;
}

function draw(size: number): Uint8Array {
  return Uint8Array.from({ length: size * size }, (_, i) => i ** 2 % 256);
}

/** Half as wide and half as high: each pixel is the mean of four. */
function shrink(pixels: Uint8Array, size: number): Uint8Array {
  const at = (x: number, y: number) => Number(pixels[y * size + x]);
  return Uint8Array.from({ length: pixels.length / 4 }, (_, i) => {
    const [x, y] = [2 * (i % (size / 2)), 2 * Math.floor(i / (size / 2))];
    return (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4;
  });
}

export async function startServer(): Promise<{ server: Server; origin: string }> {
  const open = new Set<ServerResponse>();
  const answer = () => {
    for (const response of open) response.end('{"stock": 7}'.padEnd(1000));
    open.clear();
  };
  // Slow, and without luck: it answers when four have come, or nobody for a while.
  let patience: NodeJS.Timeout | undefined;
  const server = createServer((_, response) => {
    clearTimeout(patience);
    if (open.add(response).size === PARTS.length) answer();
    else patience = setTimeout(answer, 200);
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export async function writeLogs(): Promise<string> {
  const folder = await mkdtemp(`${tmpdir()}/logs-`);
  for (const part of PARTS) {
    await writeFile(
      `${folder}/${part}.log`,
      'INFO started\nERROR no route\n'.repeat(part),
    );
  }
  return folder;
}
