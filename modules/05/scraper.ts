/**
 * The whole scraper — polite, efficient, and hard to stop by accident.
 *
 * In Python: asyncio and aiohttp, a Semaphore, try/except, and asyncio.run(main()).
 * Here: undici for HTTP, htmlparser2 and cheerio for HTML, and the parts in scraper/,
 * each of which can be copied by itself: rate-limit, retry, robots, crawl, export. Without
 * arguments it scrapes a practice site that it starts on loopback; the same with
 * `--url https://quotes.toscrape.com`; all options with `--help`.
 */
import { print, writeLine } from '../core/print.ts';
import { UsageError } from './scraper/command-line.ts';
import { OutputError } from './scraper/export.ts';
import { help } from './scraper/help.ts';
import { readOptions } from './scraper/options.ts';
import { printable } from './scraper/printable.ts';
import { Report } from './scraper/report.ts';
import { scrape } from './scraper/scrape.ts';
import { pagesOf, urlsFrom } from './scraper/start-urls.ts';
import { startSite } from './site/site.ts';

async function main(args: string[]): Promise<number> {
  const { builtIn, input, quiet, ...options } = readOptions(args);
  if (options.help) {
    print(help);
    return 0;
  }
  if (options.ignoreRobots) {
    writeLine(
      2,
      'ATTENTION: --ignore-robots fetches what the owners of a site have asked',
    );
    writeLine(2, 'robots to leave alone. Use it on your own sites only.');
  }

  // A page of the practice site takes 0.3 s. Without arguments it takes a second, and shows
  // what the scraper is made for: the first four pages wait for each other, so that there are
  // always four in flight, however slow the machine, and time for a fifth; robots.txt asks for
  // more rest than the scraper would give by itself; and page 3 is in trouble once.
  const trial = {
    delay: 1_000,
    together: 4,
    robots: 'User-agent: *\nCrawl-delay: 0.3\n',
    faults: { '/page/3/': { status: 503, times: 1 } },
  };
  await using site = builtIn
    ? await startSite({ delay: 300, pages: builtIn, ...(args.length === 0 && trial) })
    : undefined;
  const listed = input === undefined ? [] : await urlsFrom(input);
  const urls = site ? pagesOf(site.origin, builtIn) : [...options.urls, ...listed];

  const complete = await scrape(
    { ...options, urls, signal: stopSignal() },
    new Report({
      quiet,
      descriptor: options.out === '-' ? 2 : 1,
      what: options.select || options.extractor ? 'records' : 'quotes',
    }),
  );
  return complete ? 0 : 1;
}

/** Ctrl-C: aborts at the first, and ends the program at the second. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(code);
      const below = process.stdout.isTTY ? '\n' : ''; // the progress
      writeLine(2, `${below}Stopping when what is in flight is done; again for at once`);
      stop.abort();
    });
  }
  return stop.signal;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof OutputError)) throw error;
  writeLine(2, printable(error.message));
  process.exitCode = 2;
}

// Output:
// --- any order --- as they come in
// http://127.0.0.1:<port=int>/page/1/  200   8,444 B  <1 s or more>  10 quotes
// http://127.0.0.1:<port>/page/2/  200   8,662 B  <1 s or more>  10 quotes
// http://127.0.0.1:<port>/page/3/  200   8,278 B  <1 s or more>  10 quotes after 2 requests
// http://127.0.0.1:<port>/page/4/  200   8,173 B  <1 s or more>  10 quotes
// http://127.0.0.1:<port>/page/5/  200   8,596 B  <1 s or more>  10 quotes
// http://127.0.0.1:<port>/page/6/  200   8,351 B  <1 s or more>  10 quotes
// http://127.0.0.1:<port>/page/7/  200   8,149 B  <1 s or more>  10 quotes
// http://127.0.0.1:<port>/page/8/  200   8,471 B  <1 s or more>  10 quotes
// http://127.0.0.1:<port>/page/9/  200   8,411 B  <1 s or more>  10 quotes
// http://127.0.0.1:<port>/page/10/  200   8,276 B  <1 s or more>  10 quotes
// --- end ---
//
// Pages: 10, quotes: 100, bytes: 83,811
// Errors: none
// Retries: 1
// Most requests in flight: 4
// Least time between two: <0.3 s or more>
// Time taken: <3 s or more>, pages per second: <float < 4>
