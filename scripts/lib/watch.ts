/** Checks a program anew whenever it is saved, and does what the person's keys say. */
import { stat } from 'node:fs/promises';
import { emitKeypressEvents } from 'node:readline';
import { chalk } from 'zx';
import { print } from '../../modules/core/print.ts';
import { sleep } from '../../modules/core/time.ts';
import type { CheckOptions, Finding } from './check-exercise.ts';
import type { Exercise } from './exercises.ts';
import { clearProgress, showText } from './progress.ts';

/** A program to be checked. */
export interface Entry {
  exercise: Exercise;
  /** As a person is told about it. */
  file: string;
  path: string;
  check: (options?: CheckOptions) => Promise<Finding>;
}

/** The check was of a text that has been saved over. */
class SavedMeanwhile extends Error {}

/** How often a file is looked at, in milliseconds: some file systems tell of no changes. */
const LOOK_MS = 200;

/**
 * Checks the text that a file holds. If it is saved meanwhile, what was found is worth
 * nothing: then the new text is checked.
 *
 * @param onSaved is called before it begins anew.
 * @returns what was found, and of which version of the file.
 */
export async function checkSaved(
  entry: Entry,
  onSaved = () => {},
): Promise<{ finding: Finding; version: string | undefined }> {
  for (;;) {
    const version = await versionOf(entry);
    const [stop, done] = [new AbortController(), new AbortController()];
    const watching = newVersion(entry, version, done.signal).then(
      () => stop.abort(new SavedMeanwhile()),
      () => {}, // The check is done.
    );
    try {
      const onProgress = (text: string) => showText(text);
      const finding = await entry.check({ signal: stop.signal, onProgress });
      if ((await versionOf(entry)) === version) return { finding, version };
    } catch (error) {
      if (!(error instanceof SavedMeanwhile)) throw error;
    } finally {
      done.abort();
      await watching;
      clearProgress();
    }
    onSaved();
    await sleep(100); // Editors save in several steps.
  }
}

/** What the keys do. */
export interface Actions {
  report: (entry: Entry, finding: Finding) => void;
  /** Shows a hint, the first of which is 0. */
  hint: (entry: Entry, which: number) => Promise<void>;
  solution: (entry: Entry) => Promise<void>;
  list: () => void;
  /** The exercise after this one that is not solved. */
  next: (entry: Entry) => Entry | undefined;
}

const KEYS = 'h hint · s solution · n next exercise · l list · q quit';

/** Goes on until the person has had enough. */
export async function watch(first: Entry, actions: Actions): Promise<never> {
  const keys = new Keys();
  let entry = first;
  for (;;) {
    const begin = () => {
      if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[3J\x1b[H');
      print(chalk.bold(entry.file));
    };
    begin();
    const { finding, version } = await checkSaved(entry, begin);
    actions.report(entry, finding);
    if (keys.areThere) print(chalk.dim(`\n${KEYS}`));
    entry = await untilSaved(entry, { version, finding, keys, actions });
  }
}

/** Does what the keys say, until there is something to check: that is returned. */
async function untilSaved(
  entry: Entry,
  now: {
    version: string | undefined;
    finding: Finding;
    keys: Keys;
    actions: Actions;
  },
): Promise<Entry> {
  const { version, finding, keys, actions } = now;
  for (let hints = 0; ; ) {
    const stop = new AbortController();
    const saved = newVersion(entry, version, stop.signal).catch(() => undefined);
    const key = await Promise.race([saved, keys.next(stop.signal)]);
    stop.abort();
    if (key === undefined) {
      await sleep(100); // Editors save in several steps.
      print('');
      return entry;
    }
    if (key === 'h') await actions.hint(entry, hints++);
    if (key === 'l') actions.list();
    if (key === 's' && finding.missing) {
      print(
        'The solution is shown when yours passes; --solution --give-up shows it now.',
      );
    } else if (key === 's') await actions.solution(entry);
    const next = key === 'n' ? actions.next(entry) : undefined;
    if (next) return next;
    if (key === 'n') print('All the others are solved.');
  }
}

/** The keys that a person presses; none without a terminal. */
class Keys {
  readonly areThere = Boolean(process.stdin.isTTY && process.stdout.isTTY);

  constructor() {
    if (!this.areThere) return;
    emitKeypressEvents(process.stdin);
    process.stdin.setRawMode(true);
    process.on('exit', () => process.stdin.setRawMode(false));
    process.stdin.on('keypress', (_, { name, ctrl }) => {
      // Nothing else makes a signal of it, as long as keys come one by one.
      if (ctrl && name === 'c') process.kill(process.pid, 'SIGINT');
      if (name === 'q') process.exit(0);
    });
  }

  /** The next one; never, once the signal aborts. */
  next(signal: AbortSignal): Promise<string | undefined> {
    return new Promise((resolve) => {
      if (!this.areThere) return;
      const onKey = (_: string, { name }: { name?: string }) => resolve(name ?? '');
      process.stdin.once('keypress', onKey);
      signal.addEventListener('abort', () => process.stdin.off('keypress', onKey));
    });
  }
}

/** Resolves when there is another one. */
async function newVersion(
  entry: Entry,
  old: string | undefined,
  signal: AbortSignal,
): Promise<undefined> {
  for (;;) {
    const version = await versionOf(entry);
    // Some editors take the old file away before they bring the new one.
    if (version !== undefined && version !== old) return;
    await sleep(LOOK_MS, { signal });
  }
}

/** Another one after each save; undefined where there is no file. */
async function versionOf({ path }: Entry): Promise<string | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats && `${stats.mtimeNs} ${stats.ino}`;
}
