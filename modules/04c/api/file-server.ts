import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Served, serve } from './serve.ts';
import { Visitors } from './visitors.ts';

const CHUNK = 64 * 1024;

/** A running file server. */
export interface FileServer extends Served {
  /** How many downloads were in progress at the same time, at most. */
  readonly mostAtOnce: number;
  /** How many bytes of a file it has made so far: it makes them as they are sent. */
  made(name: string): number;
}

/** The byte of a file at a position, so that one can check what has arrived. */
export function byteAt(place: number): number {
  return (place * 31 + (place >> 8)) & 255;
}

/**
 * Starts a server of large files, which exist only while they are sent.
 *
 * @param options.files the size of each, in bytes.
 * @param options.broken the name of a file whose connection breaks in the middle.
 * @param options.visitors how many it waits for before it begins to send. Default: 1.
 *
 * @example
 * ```ts
 * import { startFileServer } from './api/file-server.ts';
 *
 * await using server = await startFileServer({ files: { 'a.bin': 1_000_000 } });
 * const response = await fetch(`${server.origin}/a.bin`);
 * ```
 */
export async function startFileServer({
  files,
  broken,
  visitors: expected = 1,
}: {
  files: Record<string, number>;
  broken?: string;
  visitors?: number;
}): Promise<FileServer> {
  const visitors = new Visitors(expected);
  const made = new Map<string, number>();

  const server = await serve(async ({ url = '' }, response) => {
    const name = url.slice(1);
    const size = files[name];
    if (size === undefined) {
      response.writeHead(404).end('no such file');
      return;
    }
    await visitors.enter();
    response.writeHead(200, { 'content-length': size });
    const end = name === broken ? size / 2 : size;
    const bytes = Readable.from(chunks(name, end), { objectMode: false });
    // The visitor may leave in the middle: not an error of ours.
    await pipeline(bytes, response, { end: name !== broken }).catch(() => {});
    if (name === broken) response.destroy();
    visitors.leave();
  });

  function* chunks(name: string, end: number) {
    for (let place = 0; place < end; place += CHUNK) {
      const chunk = Buffer.alloc(Math.min(CHUNK, end - place));
      for (let i = 0; i < chunk.length; i++) chunk[i] = byteAt(place + i);
      made.set(name, place + chunk.length);
      yield chunk;
    }
  }

  return {
    ...server,
    get mostAtOnce() {
      return visitors.mostAtOnce;
    },
    made: (name) => made.get(name) ?? 0,
  };
}
