import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The two headers by which a page is alone in its process, and may share memory. */
export const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const files: Record<string, [file: URL, type: string]> = {
  '': [new URL('./index.html', import.meta.url), 'text/html'],
  'page.mjs': [new URL('./page.mjs', import.meta.url), 'text/javascript'],
  'worker.mjs': [new URL('./worker.mjs', import.meta.url), 'text/javascript'],
};

/**
 * The same page twice, on loopback: under /plain/, and under /isolated/ with the headers.
 *
 * @returns `reports`, what the page has told, by the folder that it came from; `reported`
 *   waits for both.
 */
export async function openSite() {
  const reports: Record<string, unknown> = {};
  const news = new EventEmitter();
  const server = createServer(async (request, response) => {
    const [, folder = '', name = ''] = request.url?.split('/') ?? [];
    if (name === 'report') {
      reports[folder] = JSON.parse(await text(request));
      news.emit('report');
    }
    const [file, type = 'text/plain'] = files[name] ?? [];
    const headers = folder === 'isolated' ? ISOLATION : {};
    response.writeHead(file ? 200 : 404, { ...headers, 'content-type': type });
    response.end(file && readFileSync(file));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reports,
    async reported(signal: AbortSignal): Promise<void> {
      while (!reports.isolated) await once(news, 'report', { signal });
    },
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
