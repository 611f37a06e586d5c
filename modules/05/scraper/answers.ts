/** What an answer means: a page, a redirect, or a no, and how long the server asks to wait. */
import type { Headers } from './exchange.ts';
import { Failure } from './failure.ts';
import { type HttpResponse, single } from './http.ts';
import { httpDates } from './http-date.ts';
import { looksLikeHtml } from './looks-like-html.ts';
import { isTransient, parseRetryAfter } from './retry.ts';
import { normalise } from './url.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** What a success has brought when it is no page: nobody asked for a part of one. */
const NO_PAGE = new Map([
  [202, 'not there yet'],
  [204, 'no content'],
  [205, 'no content'],
  [206, 'only a part of the page'],
]);

/**
 * Refuses what is neither a page, or a file, nor a redirect.
 *
 * @param partly whether as much as there is will do, as of a robots.txt.
 * @throws {Failure} of kind 'status', for a status of 400 or more, too.
 */
export function accept({ status, headers }: HttpResponse, partly: boolean): void {
  const lack = partly ? undefined : NO_PAGE.get(status);
  if (status < 400 && !lack) return;
  const retryAfter = retryAfterOf(headers);
  const message = `status ${status}${lack ? `: ${lack}` : ''}`;
  throw new Failure('status', message, { status, retryAfter });
}

/** Whether the host has too many requests, by what it says or as it does not get to answer. */
export function saysTooMany({ kind, status }: Failure): boolean {
  return status === 429 || status === 503 || kind === 'timeout';
}

/** Refuses a page that is no HTML, before its body is read; what is no page may be anything. */
export function wantHtml(status: number, headers: Headers): void {
  if (status >= 300 || NO_PAGE.has(status)) return;
  const type = typeOf(headers);
  if (!type || /^(text\/html|application\/xhtml\+xml)\b/i.test(type)) return;
  throw new Failure('not html', type);
}

/** Refuses what does not say that it is HTML, and does not look like it. */
export function wantMarkup({ headers, body }: HttpResponse): void {
  if (!typeOf(headers) && !looksLikeHtml(body)) {
    throw new Failure('not html', 'no content type, and no HTML');
  }
}

function typeOf(headers: Headers): string {
  return single(headers['content-type'])?.trim() ?? '';
}

/**
 * Where a redirect leads to.
 *
 * @throws {Failure} when it is none, or leads nowhere.
 */
export function redirectOf({ status, headers }: HttpResponse, from: string): URL {
  if (!REDIRECTS.has(status)) throw new Failure('status', `status ${status}`, { status });
  // Servers send raw bytes, too, in whatever charset: they get them back.
  const location = single(headers.location)?.replace(/[\x80-\xff]/g, percent);
  if (!location) throw new Failure('redirect', `status ${status} without a location`);
  try {
    return normalise(location, from);
  } catch (error) {
    throw new Failure('redirect', `leads nowhere: ${(error as Failure).message}`);
  }
}

/** How long a server asks to wait, with a redirect or as it cannot answer now, in ms. */
export function waitBefore({
  status,
  headers,
}: Pick<HttpResponse, 'status' | 'headers'>): number {
  const asks = REDIRECTS.has(status) || isTransient(status);
  return (asks && retryAfterOf(headers)) || 0;
}

/** How long a server asks to wait, in ms, by its own clock. */
function retryAfterOf(headers: Headers): number | undefined {
  return parseRetryAfter(
    headers['retry-after'],
    httpDates(String(headers.date ?? ''))[0],
  );
}

/** A byte, as a header has it in Latin-1. */
function percent(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase()}`;
}
