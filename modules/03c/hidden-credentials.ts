/**
 * Hidden credentials — an error says where it could not connect, and not with which password.
 *
 * In Python: str(url) of an SQLAlchemy URL shows *** in place of the password; a URL kept
 * as a plain string is shown whole, in every traceback that prints it.
 * Here: new URL() refuses a malformed URL with an error that contains all of it, in a field
 * or, on Deno, in its very message; error messages end up in logs, and logs are read by
 * many. So the backends take a URL apart themselves and name its harmless parts, and their
 * errors carry nothing of the driver's.
 */
import { isMain } from '../core/main.ts';
import { print, show } from '../core/print.ts';
import { getBackend } from './backends/registry.ts';
import './backends/mysql.ts';
import './backends/postgres.ts';

const secrets = ['clerk', 's3cret'];

// Everything that could be printed of an error: message, stack, and own fields, all the
// way down.
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return show(error);
  const fields = Object.getOwnPropertyNames(error).map((key) => Reflect.get(error, key));
  return fields.map((field) => everythingIn(field)).join('\n');
}

async function attempt(name: string, url: string): Promise<string> {
  await using database = getBackend(name);
  try {
    await database.connect(url);
    return '';
  } catch (error) {
    print(`${error}`);
    return everythingIn(error);
  }
}

async function main(): Promise<void> {
  const seen: string[] = [];

  // Port 1, where nobody listens: the error names host and database, and nothing else.
  seen.push(await attempt('postgres', 'postgres://clerk:s3cret@127.0.0.1:1/shop'));
  seen.push(await attempt('mysql', 'mysql://clerk:s3cret@127.0.0.1:1/shop'));

  // A / in the password ends the part before the @, and the URL means something else: port
  // 47 of the host clerk. It has to be written %2F.
  seen.push(await attempt('mysql', 'mysql://clerk:47/s3cret@127.0.0.1:1/shop'));
  seen.push(await attempt('mysql', 'mysql://clerk:47%2Fs3cret@127.0.0.1:1/shop'));

  // A port that is no number: this is a URL that new URL() refuses.
  seen.push(await attempt('postgres', 'postgres://clerk:s3cret@127.0.0.1:one/shop'));

  // No server given: MySQL, unlike the others, cannot do without. It says what to do.
  seen.push(await attempt('mysql', ''));

  const shown = secrets.filter((secret) => seen.some((text) => text.includes(secret)));
  print(`Errors: ${seen.filter(Boolean).length}, credentials in them:`, shown);

  // The comparison: the platform's own error, field by field.
  try {
    new URL('mysql://clerk:s3cret/1@127.0.0.1:1/shop');
  } catch (error) {
    print(`Error of new URL shows s3cret: ${everythingIn(error).includes('s3cret')}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// BackendError: Cannot connect to postgres at 127.0.0.1:1/shop: connect ECONNREFUSED 127.0.0.1:1
// BackendError: Cannot connect to mysql at 127.0.0.1:1/shop: connect ECONNREFUSED 127.0.0.1:1
// BackendError: The URL for mysql must look like mysql://user:password@host/database, with special characters percent-encoded
// BackendError: Cannot connect to mysql at 127.0.0.1:1/shop: connect ECONNREFUSED 127.0.0.1:1
// BackendError: The URL for postgres must look like postgres://user:password@host/database, with special characters percent-encoded
// BackendError: mysql needs a server: set MYSQL_URL, as in mysql://user:password@localhost:3306/database
// Errors: 6, credentials in them: []
// Error of new URL shows s3cret: true
