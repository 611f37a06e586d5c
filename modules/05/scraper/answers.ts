/** What an answer means: a page, a redirect, or a no, and how long the server asks to wait. */
import type { Headers } from './exchange.ts';
import { Failure } from './failure.ts';
import { type HttpResponse, single } from './http.ts';
import { httpDates } from './http-date.ts';
import { parseRetryAfter } from './retry.ts';
import { normalise } from './url.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The answer, if it is a page or a redirect.
 *
 * @throws {Failure} of kind 'status' for a status of 400 or more.
 */
export function accepted(answer: HttpResponse): HttpResponse {
  const { status, headers } = answer;
  if (status < 400) return answer;
  const retryAfter = retryAfterOf(headers);
  throw new Failure('status', `status ${status}`, { status, retryAfter });
}

/** Refuses what is no HTML, before its body is read; redirects may be anything. */
export function wantHtml(status: number, headers: Headers): void {
  const type = single(headers['content-type']) ?? 'no content type';
  if (status >= 300 || /^(text\/html|application\/xhtml\+xml)\b/i.test(type)) return;
  throw new Failure('not html', type);
}

/**
 * Where a redirect leads to.
 *
 * @throws {Failure} when it is none, or leads nowhere.
 */
export function redirectOf({ status, headers }: HttpResponse, from: string): URL {
  if (!REDIRECTS.has(status)) throw new Failure('status', `status ${status}`, { status });
  const location = single(headers.location);
  if (!location) throw new Failure('redirect', `status ${status} without a location`);
  try {
    return normalise(location, from);
  } catch (error) {
    throw new Failure('redirect', `leads nowhere: ${(error as Failure).message}`);
  }
}

/** How long a server asks to wait before its redirect is followed, in ms. */
export function waitBefore({ status, headers }: HttpResponse): number {
  return (status >= 300 && retryAfterOf(headers)) || 0;
}

/** How long a server asks to wait, in ms, by its own clock. */
function retryAfterOf(headers: Headers): number | undefined {
  return parseRetryAfter(
    headers['retry-after'],
    httpDates(String(headers.date ?? ''))[0],
  );
}
