import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeLine } from '../../modules/core/print.ts';

/** What a person asked for cannot be done; the message says what to do instead. */
export class UsageError extends Error {}

/** The oldest Node that everything here runs on. */
const OLDEST_NODE = [20, 18] as const;

/**
 * Runs a script's main function: its result is the exit code, and a usage error is one
 * line on stderr and exit code 2.
 */
export async function runScript(main: () => Promise<number>): Promise<void> {
  try {
    demandNode(process.versions.node);
    process.exitCode = await main();
  } catch (error) {
    writeLine(2, complaint(error as NodeJS.ErrnoException));
    process.exitCode = 2;
  }
}

/** What to tell a person who can do something about it; other errors are thrown again. */
function complaint(error: NodeJS.ErrnoException): string {
  if (error instanceof UsageError) return error.message;
  // parseArgs names the option that it does not know, and goes on about dashes.
  if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  return `${error.message.replace(/\. To specify[\s\S]*/, '')}; --help shows what there is`;
}

/**
 * @param version such as `20.18.1`, or `v20.18.1`.
 * @throws {UsageError} when that Node is too old.
 */
export function demandNode(version: string): void {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new UsageError(
    `Node ${version} is too old: install ${OLDEST_NODE.join('.')} or later, from nodejs.org`,
  );
}

/**
 * Writes a file, and the folders that lead to it.
 *
 * @throws {UsageError} when that cannot be done.
 */
export async function save(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(
      `Cannot write ${file}: ${reasonOf(error)}; choose another place`,
    );
  }
}

/** `not a directory`, of what Node says about a file. */
export function reasonOf(error: unknown): string {
  return (error as Error).message.replace(/^E[A-Z]+: |, \w+ '.*$/g, '');
}

/** A whole number of at least 1, from an option. */
export function countOption(
  name: string,
  text: string | undefined,
  otherwise: number,
): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(
    `--${name} takes a whole number of at least 1, received '${text}'`,
  );
}

/**
 * The value of an option such as `--shard 2/3`: every third thing, from the second on.
 *
 * @returns whether the next thing is among them.
 * @throws {UsageError} when it makes no sense.
 */
export function shardOption(text = '1/1'): () => boolean {
  const [, which, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text)?.map(Number) ?? [];
  if (!which || !of || which > of) {
    throw new UsageError(`--shard takes one of so many, such as 1/2, received '${text}'`);
  }
  let count = 0;
  return () => count++ % of === which - 1;
}

/** A path as a word of a command, which a person may paste into a shell. */
export function inShell(path: string): string {
  const word = path.startsWith('-') ? `./${path}` : path;
  if (/^[\w./@%+=:,-]+$/.test(word)) return word;
  if (process.platform === 'win32') return `"${word}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
