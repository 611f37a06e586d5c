import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A running server on loopback. */
export interface Served extends AsyncDisposable {
  /** Where it listens, for example `http://127.0.0.1:45123`. */
  origin: string;
}

/**
 * Serves HTTP on a free port of loopback.
 *
 * @param listener answers each request; an error of its own becomes the answer.
 * @returns the server; `await using` stops it at the end of the block.
 *
 * @example
 * ```ts
 * import { serve } from './api/serve.ts';
 *
 * await using server = await serve((_request, response) => response.end('hello'));
 * ```
 */
export async function serve(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Served> {
  const server = createServer(async (request, response) => {
    try {
      await listener(request, response);
    } catch (error) {
      response.writeHead(503).end(`${error}`);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
