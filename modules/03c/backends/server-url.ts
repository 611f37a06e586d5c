/** Where a database server is, and what of its URL nobody may see. */
export interface Server {
  /** Host, port and database: `localhost:5432/shop`. */
  address: string;
  /** User name and password, as they are written and as they are meant. */
  secrets: string[];
}

/**
 * Takes the URL of a database server apart.
 *
 * A password with a special character that is not percent-encoded, as in
 * `mysql://bob:1/2@host`, makes a URL whose parts are not what they look like: here it is
 * refused. (`new URL` throws an error that shows all of it, in a field or in its message.)
 *
 * @param protocols those that are meant, such as `['mysql:']`.
 * @returns undefined for a URL of another form.
 */
export function parseServerUrl(url: string, protocols: string[]): Server | undefined {
  // An @ behind the first / ? or # belonged to the password.
  if (/^[^:]*:\/\/[^/?#]*[/?#].*@/s.test(url)) return undefined;
  try {
    const { protocol, host, pathname, username, password, searchParams } = new URL(url);
    if (!protocols.includes(protocol) || host === '') return undefined;
    const written = [username, password];
    for (const key of ['user', 'password']) written.push(searchParams.get(key) ?? '');
    const secrets = [...written, ...written.map(decodeURIComponent)];
    return { address: host + pathname, secrets: secrets.filter(Boolean) };
  } catch {
    return undefined;
  }
}

/** Servers that do not know the user, or another password; their words name the user. */
const notAdmitted = ['28P01', '28000', 'ER_ACCESS_DENIED_ERROR'];

/**
 * Why a server cannot be reached, in words that show no credentials: the driver's own
 * words, unless one of the secrets is in them.
 *
 * Not by writing *** over the secrets: "*** authentication failed" tells a password that
 * is one of the usual words.
 */
export function safeReason(
  message: string,
  code: string | undefined,
  secrets: string[],
): string {
  if (code && notAdmitted.includes(code)) return 'user name or password not accepted';
  const safe = !secrets.some((secret) => message.includes(secret));
  return safe ? message : `${code ?? 'failed'}, in words that show credentials`;
}
