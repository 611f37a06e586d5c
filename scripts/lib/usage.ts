import { writeLine } from '../../modules/core/print.ts';

/** What a person asked for cannot be done; the message says what to do instead. */
export class UsageError extends Error {}

/**
 * Runs a script's main function: its result is the exit code, and a usage error is one
 * line on stderr and exit code 2.
 */
export async function runScript(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // parseArgs names the option that it does not know.
    if (!(error instanceof UsageError) && !code.startsWith('ERR_PARSE_ARGS')) throw error;
    writeLine(2, (error as Error).message);
    process.exitCode = 2;
  }
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
