import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { Crawl, type CrawlOptions, type Page } from '../../modules/05/scraper/crawl.ts';
import { readOptions } from '../../modules/05/scraper/options.ts';
import { Report } from '../../modules/05/scraper/report.ts';
import { scrape } from '../../modules/05/scraper/scrape.ts';
import type { LogEntry, Site } from '../../modules/05/site/site.ts';

/** What most tests crawl with: limits that no busy machine reaches, or a page is asked for twice. */
export const patient = {
  userAgent: 'test-bot/1.0',
  base: 20,
  connectTimeout: 20_000,
  headersTimeout: 20_000,
  idleTimeout: 20_000,
  timeout: 30_000,
} satisfies CrawlOptions<string>;

/** Fetches paths of a site, or whole URLs, to the end. */
export async function crawlAll(
  site: Site,
  paths: string[],
  options: Partial<CrawlOptions<string>> = {},
): Promise<{ pages: Map<string, Page<string>>; crawl: Crawl }> {
  const crawl = new Crawl({ ...patient, ...options });
  for (const path of paths) crawl.add(path, site.origin);
  const pages = new Map<string, Page<string>>();
  for await (const page of crawl) pages.set(page.url.replace(site.origin, ''), page);
  return { pages, crawl };
}

/** `/page/1/` to `/page/n/`. */
export function pagePaths(n: number): string[] {
  return Array.from({ length: n }, (_, i) => `/page/${i + 1}/`);
}

/** What the site was asked for, without robots.txt. */
export function asked(site: Site): LogEntry[] {
  return site.log.filter(({ path }) => path !== '/robots.txt');
}

/** When a path was asked for. */
export function timesOf(site: Site, path: string): number[] {
  return site.log.filter((entry) => entry.path === path).map(({ at }) => at);
}

/** The time between each and the next. */
export function gaps(times: number[]): number[] {
  return times.slice(1).map((time, i) => time - (times[i] ?? 0));
}

/**
 * Demands that a site was asked no faster than once in so many ms. It counts from the start
 * of the site, which comes before the first request is sent: a request may arrive late, also
 * the first one, but none can be there before its time.
 */
export function demandDelay({ log }: Site, ms: number): void {
  for (const [i, { at }] of log.entries()) {
    assert.ok(at >= ms * i, `request ${i} came after ${at} ms`);
  }
}

/** Runs something with Math.random always at its upper end. */
export async function withMostJitter<T>(action: () => Promise<T>): Promise<T> {
  const random = Math.random;
  Math.random = () => 0.999_999;
  try {
    return await action();
  } finally {
    Math.random = random;
  }
}

/** A folder that is gone at the end of the block. */
export function temporaryFolder(): Disposable & { file(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'scraper-'));
  return {
    file: (name) => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

export interface Program {
  process: ChildProcess;
  /** What it has printed so far. */
  stdout: string;
  stderr: string;
  /** How it ended: an exit code, or the name of a signal. */
  ended: Promise<number | string | null>;
}

/**
 * Starts a program of module 05 on the runtime that runs this test.
 *
 * @param options.shell runs before it, in the shell that it is started from. Default:
 *   nothing.
 */
export function start(name: string, args: string[], { shell = ':' } = {}): Program {
  const file = fileURLToPath(new URL(`../../modules/05/${name}.ts`, import.meta.url));
  const deno = process.versions.deno ? ['run', '--allow-all', '--quiet'] : [];
  const command = [process.execPath, ...deno, ...process.execArgv, file, ...args];
  const child = spawn('sh', ['-c', `${shell}; exec "$@"`, 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 90_000);
  const program: Program = {
    process: child,
    stdout: '',
    stderr: '',
    ended: once(child, 'close').then(([code, signal]) => {
      clearTimeout(timer);
      return signal ?? code;
    }),
  };
  child.stdout.on('data', (text) => {
    program.stdout += text;
  });
  child.stderr.on('data', (text) => {
    program.stderr += text;
  });
  return program;
}

/** Sends a signal. (When ChildProcess.kill() does, Deno reports it as how the child ended.) */
export function kill(program: Program, signal: NodeJS.Signals): void {
  process.kill(program.process.pid ?? 0, signal);
}

/** What the program does with pages of a site and these options. */
export async function scrapeHere(site: Site, ...args: string[]): Promise<boolean> {
  return (await runHere('--url', site.origin, ...args)).complete;
}

/** What the program does with these options, within this process, and without a word. */
export async function runHere(...args: string[]) {
  const silent = new Report({ quiet: true });
  const end = { limits: [] as string[], left: 0 };
  silent.page = ({ failure }) => {
    if (failure) silent.failed++;
  };
  silent.summary = ({ left }, limits) => Object.assign(end, { left, limits });
  silent.goesOn = silent.stopped = () => {};
  const complete = await scrape(readOptions(['--delay', '0', ...args]), silent);
  return { complete, ...end };
}

/** Waits until something holds, at most forty seconds: programs start slowly on a busy machine. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 40_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`did not come true: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
