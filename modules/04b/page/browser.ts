import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { sleep } from '../../core/time.ts';

/** How long a browser may take to open two pages, in milliseconds. */
const LIMIT = 20_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The path of a Chromium or Chrome; undefined when there is none. */
export function findBrowser(): string | undefined {
  const folders = process.env.PATH?.split(delimiter) ?? [];
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/**
 * Opens a page in a browser, out of sight and with a profile of its own, and ends it.
 *
 * @param until called when it has been started; the browser lives until it has ended.
 * @returns whether it has; false when the browser ended before, or took too long.
 */
export async function browse(
  browser: string,
  url: string,
  until: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  const flags = ['--headless', '--disable-gpu', '--no-first-run', '--disable-breakpad'];
  // Its sandbox does not work for root.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  const args = [...flags, `--user-data-dir=${profile}`, url];
  // Whoever stops this program stops the browser, too: from before there is one, since a
  // signal that comes while it is being started would end this program and leave it.
  let stoppedBy: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy = signal;
    end();
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  const child = spawn(browser, args, { stdio: 'ignore' });
  const ended = once(child, 'exit').then(
    () => false,
    () => false,
  );
  const done = until(AbortSignal.timeout(LIMIT)).then(
    () => true,
    () => false,
  );
  // So that it ends its own processes, too. (Deno's child.kill() says at once that it has
  // ended.)
  const end = () => {
    const isAlive = child.exitCode === null && child.signalCode === null;
    if (child.pid && isAlive) process.kill(child.pid, 'SIGTERM');
  };
  try {
    return await Promise.race([done, ended]);
  } finally {
    end();
    await ended;
    await remove(profile);
    for (const signal of SIGNALS) process.off(signal, stop);
    if (stoppedBy) process.kill(process.pid, stoppedBy);
  }
}

/** Its other processes end soon after it has; until then they may still write. */
async function remove(profile: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      rmSync(profile, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(100);
    }
  }
}
