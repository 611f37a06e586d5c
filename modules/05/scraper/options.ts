/** What a person may ask of the scraper, on its command line. */
import { existsSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Failure } from './failure.ts';
import { formats } from './formats.ts';
import type { ScrapeOptions } from './scrape.ts';
import { normalise } from './url.ts';

/** In seconds: a longer wait is a mistake, and timers have an end, too. */
const DAY = 24 * 60 * 60;

/** More pages than anybody means, and their URLs are kept. */
const MOST_PAGES = 1_000_000;

/** What was asked for makes no sense; the message says why. */
export class UsageError extends Error {}

export interface Options extends Omit<ScrapeOptions, 'signal'> {
  concurrency: number;
  perHost: number;
  help: boolean;
  quiet: boolean;
  /** Pages of the built-in site to scrape; 0 when other URLs were given. */
  builtIn: number;
}

/** @throws {UsageError} when they make no sense. */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const pages = count('pages', values.pages, 1, MOST_PAGES);
  const site = values.url?.replace(/\/+$/, '');
  const urls =
    site === undefined ? positionals : [...pagesOf(site, pages), ...positionals];
  for (const url of urls) check(url);
  if (values.out !== undefined) checkOutput(values.out);
  if (values.resume && values.out === undefined) {
    throw new UsageError('--resume wants --out, the file to go on with');
  }
  if (values.resume && urls.length === 0) {
    throw new UsageError(
      '--resume wants --url or URLs: the practice site is new each time',
    );
  }
  // A header holds no other characters, and nobody can find out who '' is.
  if (!/^[!-~][ -~]*$/.test(values['user-agent'])) {
    throw new UsageError('--user-agent takes a name in plain ASCII, my-robot/1.0');
  }
  const timeout = 1000 * amount('timeout', values.timeout, 0.001, DAY);
  return {
    help: values.help,
    quiet: values.quiet,
    builtIn: urls.length === 0 ? pages : 0,
    urls,
    follow: values.follow,
    out: values.out,
    resume: values.resume,
    csvRaw: values['csv-raw'],
    allowPrivate: values['allow-private'],
    userAgent: values['user-agent'],
    ignoreRobots: values['ignore-robots'],
    concurrency: count('concurrency', values.concurrency, 1, 1000),
    perHost: count('per-host', values['per-host'], 1, 1000),
    delay: 1000 * amount('delay', values.delay, 0, DAY),
    retries: count('retries', values.retries, 0, 1000),
    maxWait: 1000 * amount('max-wait', values['max-wait'], 0, DAY),
    maxBody: Math.floor(2 ** 20 * amount('max-body', values['max-body'], 0.001, 1024)),
    timeout,
    connectTimeout: Math.min(10_000, timeout),
    headersTimeout: Math.min(20_000, timeout),
    idleTimeout: Math.min(10_000, timeout),
  };
}

/** The pages of a site, from the first. */
export function pagesOf(site: string, pages: number): string[] {
  return Array.from({ length: pages }, (_, i) => `${site}/page/${i + 1}/`);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        pages: { type: 'string', default: '10' },
        follow: { type: 'boolean', default: false },
        concurrency: { type: 'string', default: '8' },
        'per-host': { type: 'string', default: '4' },
        delay: { type: 'string', default: '0.1' },
        timeout: { type: 'string', default: '30' },
        retries: { type: 'string', default: '3' },
        'max-wait': { type: 'string', default: '300' },
        'max-body': { type: 'string', default: '10' },
        out: { type: 'string' },
        resume: { type: 'boolean', default: false },
        'csv-raw': { type: 'boolean', default: false },
        'allow-private': { type: 'boolean', default: false },
        'ignore-robots': { type: 'boolean', default: false },
        'user-agent': {
          type: 'string',
          default: 'concurrency-course/1.0 (practice scraper)',
        },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message); // it names the option
  }
}

function check(url: string): void {
  try {
    normalise(url);
  } catch (failure) {
    throw new UsageError((failure as Failure).message);
  }
}

function checkOutput(path: string): void {
  if (!formats.includes(extname(path).toLowerCase())) {
    throw new UsageError(`--out takes a name that ends in ${formats.join(', ')}`);
  }
  if (!existsSync(dirname(path)))
    throw new UsageError(`There is no folder ${dirname(path)}`);
}

function count(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  const limit = value > most ? `most ${most}` : `least ${least}`;
  throw new UsageError(
    `--${name} takes a whole number of at ${limit}, received '${text}'`,
  );
}

function amount(name: string, text: string, least: number, most: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `--${name} takes a number from ${least} to ${most}, received '${text}'`,
  );
}
