/** What can go wrong with a page; the summary counts by this. */
export type FailureKind =
  | 'bad url'
  | 'connection'
  | 'timeout'
  | 'protocol'
  | 'status'
  | 'redirect'
  | 'robots'
  | 'asked to wait'
  | 'host given up'
  | 'private'
  | 'too large'
  | 'not html'
  | 'encoding'
  | 'parse'
  | 'sitemap';

/** Why a page did not come in. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  /** The status that the server answered, if it did. */
  readonly status: number | undefined;
  /** How long the server asked to wait, in ms. */
  readonly retryAfter: number | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    details: {
      status?: number | undefined;
      retryAfter?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }

  /** Whether the same request may succeed later, whatever its status says. */
  get transient(): boolean | undefined {
    if (this.kind === 'status') return undefined;
    return this.kind === 'connection' || this.kind === 'timeout' || this.#isLeftOver;
  }

  /** Whether there was no answer, but perhaps what an earlier one had left on the connection. */
  get #isLeftOver(): boolean {
    return this.kind === 'protocol' && this.message.includes('(Expected HTTP/');
  }
}

/** What undici and the system report, by kind. */
export function asFailure(error: NodeJS.ErrnoException): Failure {
  if (error instanceof Failure) return error;
  const { code = '', message } = error;
  const timedOut = code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT';
  // undici asserts what a server has to keep to: a status of 000 is none.
  if (code === 'ERR_ASSERTION')
    return new Failure('protocol', 'no HTTP', { cause: error });
  const garbled =
    error.name === 'HTTPParserError' ||
    /^UND_ERR_(HEADERS_OVERFLOW|RES_|INVALID)/.test(code);
  const kind = timedOut ? 'timeout' : garbled ? 'protocol' : 'connection';
  return new Failure(kind, message || code, { cause: error });
}
