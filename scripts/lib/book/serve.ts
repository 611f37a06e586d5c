import { once } from 'node:events';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { UsageError } from '../usage.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Serves a folder's files on loopback, as any plain file server does.
 *
 * @param port 0 for any that is free.
 * @throws {UsageError} when the port is taken.
 */
export async function serveFolder(folder: string, port: number): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const file = fileAt(folder, url);
    const type = { 'content-type': TYPES[extname(file ?? '.html')] ?? 'text/plain' };
    response.writeHead(file ? 200 : 404, type);
    createReadStream(file ?? join(folder, '404.html')).pipe(response);
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    throw new UsageError(`Port ${port} is taken: choose another one with --port`);
  }
  return server;
}

/** Undefined for what is not there, and for what lies outside of the folder. */
function fileAt(folder: string, url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  const file = resolve(folder, `.${path.endsWith('/') ? `${path}index.html` : path}`);
  const isInside = file.startsWith(folder + sep);
  return isInside && existsSync(file) && statSync(file).isFile() ? file : undefined;
}
