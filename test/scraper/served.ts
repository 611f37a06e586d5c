import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page with a record. */
export const QUOTE = '<p class="quote"><b class="text">x</b></p>';

export interface Served extends Disposable {
  origin: string;
  /** What it was asked for, without robots.txt, of which it has none. */
  asked: string[];
}

/** A site that answers as it is told. */
export async function served(
  answer: (path: string, response: ServerResponse) => void,
): Promise<Served> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }: IncomingMessage, response) => {
    if (url === '/robots.txt') return response.writeHead(404).end();
    asked.push(url);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    answer(url, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
