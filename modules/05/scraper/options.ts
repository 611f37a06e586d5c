/** What a person may ask of the scraper, on its command line. */
import { amount, count, parseWords, UsageError } from './command-line.ts';
import { checkFiles } from './file-options.ts';
import type { ScrapeOptions } from './scrape-options.ts';
import { checkUrl, pagesOfSite } from './start-urls.ts';
import { selector, wantedOf } from './wanted.ts';

/** In seconds: a longer wait is a mistake, and timers have an end, too. */
const DAY = 24 * 60 * 60;

/** More pages than anybody means, and their URLs are kept. */
const MOST_PAGES = 1_000_000;

export interface Options extends Omit<ScrapeOptions, 'signal'> {
  concurrency: number;
  perHost: number;
  help: boolean;
  quiet: boolean;
  /** A file with more URLs; `-` for stdin. */
  input: string | undefined;
  /** Pages of the built-in site to scrape; 0 when other URLs were given. */
  builtIn: number;
}

/** @throws {UsageError} when they make no sense. */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseWords(args);
  const pages = count('pages', values.pages, 1, MOST_PAGES);
  const { url: site } = values;
  const urls =
    site === undefined ? positionals : [...pagesOfSite(site, pages), ...positionals];
  for (const url of [...urls, ...values.sitemap]) checkUrl(url);
  checkFiles(values);
  if (values.resume && (values.out ?? '-') === '-') {
    throw new UsageError('--resume wants --out, the file to go on with');
  }
  const ownSite = urls.length + values.sitemap.length === 0 && values.input === undefined;
  if (values.resume && ownSite) {
    throw new UsageError(
      '--resume wants --url, --sitemap or URLs: the practice site is new each time',
    );
  }
  // A header holds no other characters, and nobody can find out who '' is.
  if (!/^[!-~][ -~]*$/.test(values['user-agent'])) {
    throw new UsageError('--user-agent takes a name in plain ASCII, my-robot/1.0');
  }
  const links = values.links === undefined ? undefined : selector('links', values.links);
  const timeout = 1000 * amount('timeout', values.timeout, 0.001, DAY);
  return {
    help: values.help,
    quiet: values.quiet,
    builtIn: ownSite ? pages : 0,
    urls,
    sitemaps: values.sitemap,
    input: values.input,
    follow: values.follow,
    links,
    maxPages: optional('max-pages', values['max-pages']),
    maxDepth: optional('max-depth', values['max-depth']) ?? Infinity,
    maxTime: 1000 * amount('max-time', values['max-time'], 0.001, DAY),
    ...wantedOf(values),
    out: values.out,
    log: values.log,
    resume: values.resume,
    csvRaw: values['csv-raw'],
    allowPrivate: values['allow-private'],
    userAgent: values['user-agent'],
    cacheFolder: values.cache,
    cookies: !values['no-cookies'],
    ignoreRobots: values['ignore-robots'],
    concurrency: count('concurrency', values.concurrency, 1, 1000),
    perHost: count('per-host', values['per-host'], 1, 1000),
    delay: 1000 * amount('delay', values.delay ?? '0.1', 0, DAY),
    auto: values.auto || values.delay === undefined,
    retries: count('retries', values.retries, 0, 1000),
    maxWait: 1000 * amount('max-wait', values['max-wait'], 0, DAY),
    maxBody: Math.floor(2 ** 20 * amount('max-body', values['max-body'], 0.001, 1024)),
    ...timeoutsOf(timeout),
  };
}

/** The limits of a request's stages: the two thirds, or the third, that they are by default. */
function timeoutsOf(timeout: number) {
  const stage = (ms: number) => Math.min(timeout, Math.max(ms, (ms / 30_000) * timeout));
  return {
    timeout,
    connectTimeout: stage(10_000),
    headersTimeout: stage(20_000),
    idleTimeout: stage(10_000),
  };
}

/** A limit that need not be given. */
function optional(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : count(name, text, 1, MOST_PAGES);
}
