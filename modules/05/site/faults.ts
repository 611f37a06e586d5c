/** How the practice site misbehaves, when it is told to. */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { sleep } from '../../core/time.ts';
import type { Page } from './pages.ts';

/** What goes wrong with a page. Several at once are possible, as far as they make sense. */
export interface Fault {
  /** How many requests it hits; then the page is well again. Default: all. */
  times?: number;
  /** Milliseconds until it answers, besides the site's own delay. */
  delay?: number;
  /** Answers with this status. */
  status?: number;
  /** Adds `Retry-After`: seconds, or any text. */
  retryAfter?: number | string;
  /** Adds `Retry-After` as a date, this many seconds from now. */
  retryAfterDate?: number;
  /** Sends the client elsewhere: a path, or another host's URL. */
  redirect?: string;
  /** Cuts the connection before the answer, or in the middle of it. */
  reset?: 'headers' | 'body';
  /** Falls silent before the answer, or in the middle of it, and keeps the connection. */
  stall?: 'headers' | 'body';
  /** Sends the body in pieces, one every so many milliseconds. */
  drip?: number;
  /** The body never ends. */
  endless?: boolean;
  /** Fills the body up to this many bytes. */
  size?: number;
  /** The content type. */
  type?: string;
  /** The charset that the content type names; `''` for none. */
  charset?: string;
  /** How the text is encoded, whatever the content type says. */
  encoding?: 'latin1' | 'utf16le';
  /** Compresses the body, or only says so; or sends 1 MiB that unpacks to 1 GiB. */
  gzip?: true | 'broken' | 'bomb';
  /** Answers something that is no HTTP. */
  garbage?: boolean;
}

const MEBIBYTE = Buffer.alloc(1024 * 1024);
const BLOCK = Buffer.alloc(64 * 1024, ' ');

/** The fault that hits this request; one that is limited is used up by it. */
export function takeFault(faults: Map<string, Fault>, path: string): Fault {
  const key = faults.has(path) || path === '/robots.txt' ? path : '*';
  const fault = faults.get(key);
  if (fault?.times === 1) faults.delete(key);
  else if (fault?.times) faults.set(key, { ...fault, times: fault.times - 1 });
  return fault ?? {};
}

/**
 * Answers a request with a page, and with whatever is wrong with it.
 *
 * @param signal aborts when the client is gone; `response.closed` does not tell that on
 *   Deno.
 */
export async function answer(
  response: ServerResponse,
  page: Page,
  fault: Fault,
  signal: AbortSignal,
): Promise<void> {
  const { socket } = response;
  if (fault.reset === 'headers') return void socket?.resetAndDestroy();
  if (fault.stall === 'headers') return;
  if (fault.garbage) return void socket?.end('This is no HTTP\r\n\r\n');

  const { status, headers, body } = prepare(page, fault);
  if (headers.etag && response.req.headers['if-none-match'] === headers.etag) {
    return void response.writeHead(304, { etag: headers.etag }).end();
  }
  response.writeHead(status, headers);
  if (fault.reset === 'body' || fault.stall === 'body') {
    response.write(body.subarray(0, body.length / 2), () => {
      if (fault.reset) socket?.destroy();
    });
  } else if (fault.drip !== undefined) {
    await sendSlowly(response, body, fault.drip, signal);
  } else if (fault.endless || fault.size) {
    await sendMuch(response, body, fault.size ?? Infinity, signal);
  } else {
    response.end(body);
  }
}

function prepare(page: Page, fault: Fault) {
  const { redirect, retryAfter, retryAfterDate, charset = 'utf-8' } = fault;
  const status = fault.status ?? (redirect ? 302 : page.status);
  const location = redirect ?? page.location;
  const waitUntil =
    retryAfterDate === undefined
      ? retryAfter
      : new Date(Date.now() + retryAfterDate * 1000).toUTCString();
  const type = fault.type ?? page.type;
  let body = Buffer.from(page.body, fault.encoding);
  if (fault.gzip === true) body = gzipSync(body);
  // Gzip files in a row are one gzip file.
  if (fault.gzip === 'bomb') body = Buffer.concat(Array(1024).fill(gzipSync(MEBIBYTE)));
  const headers: Record<string, string | number> = {
    'content-type': charset ? `${type}; charset=${charset}` : type,
    ...(!fault.endless && { 'content-length': Math.max(body.length, fault.size ?? 0) }),
    ...(location && { location }),
    // Who has this version of the page need not be sent it again.
    ...(status === 200 && { etag: `"${createHash('sha1').update(body).digest('hex')}"` }),
    ...(waitUntil !== undefined && { 'retry-after': waitUntil }),
    ...(fault.gzip && { 'content-encoding': 'gzip' }),
  };
  return { status, headers, body };
}

async function sendSlowly(
  response: ServerResponse,
  body: Buffer,
  pause: number,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < body.length; at += 16) {
    response.write(body.subarray(at, at + 16));
    await sleep(pause, { signal });
  }
  response.end();
}

async function sendMuch(
  response: ServerResponse,
  body: Buffer,
  size: number,
  signal: AbortSignal,
): Promise<void> {
  response.write(body);
  for (let sent = body.length; sent < size; sent += BLOCK.length) {
    const full = !response.write(BLOCK.subarray(0, size - sent));
    if (full) await once(response, 'drain', { signal });
  }
  response.end();
}
