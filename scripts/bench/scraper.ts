/**
 * How fast the scraper is: beside a bare undici loop that does nothing with the pages, and
 * beside Python's aiohttp and Scrapy where Debian's packages of them are installed.
 *
 *   npx tsx scripts/bench/scraper.ts
 *
 * Each contestant runs in a process of its own, and the server in one more. The first half
 * of a run, a few seconds at most, warms it up and is not measured. The better of two rounds
 * counts, as what other programs take away from a run says nothing about it. Two free
 * processors are needed: on a busy machine, who computes more falls back.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici/index.js';
import { readOptions } from '../../modules/05/scraper/options.ts';
import { Report } from '../../modules/05/scraper/report.ts';
import { scrape } from '../../modules/05/scraper/scrape.ts';
import { pagesOf } from '../../modules/05/scraper/start-urls.ts';
import { pageAt } from '../../modules/05/site/pages.ts';
import { print } from '../../modules/core/print.ts';
import { type Figure, report } from '../lib/bench.ts';
import { UsageError } from '../lib/usage.ts';

/** How many requests at once, and how many pages then take a few seconds at most. */
const LOADS = [
  { concurrency: 10, pages: 600 },
  { concurrency: 50, pages: 3000 },
  { concurrency: 1, pages: 300 },
];
const ROUNDS = 2;
const PAGE_SIZE = 11 * 1024;
/** How long the server takes for a page, in ms. */
const DELAY = 10;
const DEBIANS_PYTHON = '/usr/bin/python3';

/** What a contestant prints at its end. */
interface Result {
  pagesPerSecond: number;
  /** Time on a processor for one page, in µs. */
  cpu: number;
  /** The most memory it ever had, in MiB. */
  peak: number;
}

/** The name, and the command line; its arguments follow: origin, warm-up, pages, concurrency. */
type Contestant = [name: string, command: string[]];

async function* scrapers(): AsyncGenerator<Figure> {
  const server = spawn(process.execPath, [...self, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [origin] = await linesOf(server.stdout, 1);
    const contestants = findContestants();
    for (const { concurrency, pages } of LOADS) {
      const best = new Map<string, Result>();
      for (let round = 0; round < ROUNDS; round++) {
        for (const [name, command] of contestants) {
          const result = await run(command, `${origin}`, pages, concurrency);
          const { pagesPerSecond = 0 } = best.get(name) ?? {};
          if (result.pagesPerSecond > pagesPerSecond) best.set(name, result);
        }
      }
      yield figure('scraper', 'pages/s', concurrency, best, (one) => one.pagesPerSecond);
      yield figure('scraper, CPU for a page', 'µs', concurrency, best, (one) => one.cpu);
    }
  } finally {
    server.kill();
  }
}

/** One of the things that the results say, of all contestants. */
function figure(
  what: string,
  unit: string,
  concurrency: number,
  results: Map<string, Result>,
  pick: (result: Result) => number,
): Figure {
  const [limit, scraper, ...peers] = [...results].map(([name, result]) => ({
    name,
    value: pick(result),
    memory: result.peak,
  }));
  if (!limit || !scraper) throw new Error('Nothing was measured');
  return { ...scraper, name: `${what}, ${concurrency} at once`, unit, limit, peers };
}

const self = [...process.execArgv, fileURLToPath(import.meta.url)];

function findContestants(): Contestant[] {
  const python = (module: string, program: string): Contestant[] => {
    try {
      execFileSync(DEBIANS_PYTHON, ['-c', `import ${module}`], { stdio: 'ignore' });
      return [[module, [DEBIANS_PYTHON, '-c', program]]];
    } catch {
      print(`Without ${module}: it comes with 'apt-get install python3-${module}'`);
      return [];
    }
  };
  return [
    ['bare undici', [process.execPath, ...self, 'bare']],
    ['this scraper', [process.execPath, ...self, 'scraper']],
    ...python('aiohttp', AIOHTTP),
    ...python('scrapy', SCRAPY),
  ];
}

async function run(
  [program = '', ...args]: string[],
  origin: string,
  pages: number,
  concurrency: number,
): Promise<Result> {
  const numbers = [pages, pages, concurrency].map(String);
  const child = spawn(program, [...args, origin, ...numbers], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = await linesOf(child.stdout);
  const last = lines.at(-1);
  if (!last) throw new UsageError(`${program} has printed nothing`);
  return JSON.parse(last) as Result;
}

/** The lines that a program prints: all of them, or the first few. */
async function linesOf(
  stream: NodeJS.ReadableStream,
  count = Infinity,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) {
    if (lines.push(line) === count) break;
  }
  return lines;
}

/** Counts pages, and prints the result when the last one is in. */
function counter(warmUp: number, pages: number): () => void {
  let [count, start, cpu] = [0, 0, process.cpuUsage()];
  return () => {
    if (++count === warmUp) [start, cpu] = [performance.now(), process.cpuUsage()];
    if (count !== warmUp + pages) return;
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const peak = process.resourceUsage().maxRSS / 1024;
    const result: Result = {
      pagesPerSecond: pages / seconds,
      cpu: (user + system) / pages,
      peak,
    };
    print(JSON.stringify(result));
  };
}

async function serve(): Promise<void> {
  const bodies = pagesOf('', 10).map((path) => {
    const { body } = pageAt(path, { origin: '', pages: 10, robots: '' });
    const missing = PAGE_SIZE - Buffer.byteLength(body);
    return Buffer.from(body.replace('</body>', `${' '.repeat(missing)}</body>`));
  });
  const server = createServer(({ url = '' }, response) => {
    const body = bodies[Number(/\d+/.exec(url)?.[0]) % 10];
    setTimeout(() => {
      const type = 'text/html; charset=utf-8';
      response.writeHead(body ? 200 : 404, {
        'content-type': type,
        'content-length': body?.length ?? 0,
      });
      response.end(body);
    }, DELAY);
  });
  server.listen(0, '127.0.0.1', () => {
    print(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

/** What undici can do, with nothing around it. */
async function bare(
  origin: string,
  warmUp = 0,
  pages = 0,
  concurrency = 0,
): Promise<void> {
  const pool = new Pool(origin, { connections: concurrency });
  const count = counter(warmUp, pages);
  let next = 1;
  const loop = async () => {
    while (next <= warmUp + pages) {
      const { body } = await pool.request({ method: 'GET', path: `/page/${next++}/` });
      await body.dump();
      count();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  await pool.close();
}

/** The scraper as a person runs it, with everything on, and without a delay. */
async function scraper(
  origin: string,
  warmUp = 0,
  pages = 0,
  concurrency = 0,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const count = counter(warmUp, pages);
  const silent = new Report({ quiet: true });
  silent.page = ({ failure, content }) => {
    if (failure || content?.records.length !== 10)
      throw failure ?? new Error('lost quotes');
    count();
  };
  silent.summary = () => {};
  const limits = ['--concurrency', `${concurrency}`, '--per-host', `${concurrency}`];
  const options = [
    '--url',
    origin,
    '--pages',
    `${warmUp + pages}`,
    '--delay',
    '0',
    ...limits,
  ];
  await scrape(readOptions([...options, '--out', join(folder, 'quotes.jsonl')]), silent);
  rmSync(folder, { recursive: true });
}

// The same in Python.
const COUNTER = `
import json, resource, sys, time
origin = sys.argv[1]
warm_up, pages, concurrency = map(int, sys.argv[2:])
state = {'count': 0}
def count():
    state['count'] += 1
    if state['count'] == warm_up:
        state['start'], state['cpu'] = time.perf_counter(), time.process_time()
    if state['count'] == warm_up + pages:
        seconds = time.perf_counter() - state['start']
        cpu = (time.process_time() - state['cpu']) / pages * 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({'pagesPerSecond': pages / seconds, 'cpu': cpu, 'peak': peak}))
`;

/** A bare loop, too. */
const AIOHTTP = `${COUNTER}
import asyncio, aiohttp
async def main():
    numbers = iter(range(1, warm_up + pages + 1))
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:
        async def loop():
            for number in numbers:
                async with session.get(f'{origin}/page/{number}/') as response:
                    await response.read()
                count()
        await asyncio.gather(*[loop() for _ in range(concurrency)])
asyncio.run(main())
`;

/** With parsing, robots.txt, retries and export, as the scraper. */
const SCRAPY = `${COUNTER}
import os, tempfile, scrapy
from scrapy.crawler import CrawlerProcess
class Quotes(scrapy.Spider):
    name = 'quotes'
    start_urls = [f'{origin}/page/{number}/' for number in range(1, warm_up + pages + 1)]
    def parse(self, response):
        for quote in response.css('.quote'):
            yield {
                'text': quote.css('.text::text').get(),
                'author': quote.css('.author::text').get(),
                'tags': quote.css('.tag::text').getall(),
            }
        count()
with tempfile.TemporaryDirectory() as folder:
    process = CrawlerProcess({
        'CONCURRENT_REQUESTS': concurrency,
        'CONCURRENT_REQUESTS_PER_DOMAIN': concurrency,
        'ROBOTSTXT_OBEY': True,
        'LOG_LEVEL': 'ERROR',
        'TELNETCONSOLE_ENABLED': False,
        'FEEDS': {os.path.join(folder, 'quotes.jsonl'): {'format': 'jsonlines'}},
    })
    process.crawl(Quotes)
    process.start()
`;

// A contestant, or the server, is this very program with a word more.
const roles: Record<string, (...args: string[]) => Promise<void>> = {
  serve,
  bare: (origin = '', ...numbers) => bare(origin, ...numbers.map(Number)),
  scraper: (origin = '', ...numbers) => scraper(origin, ...numbers.map(Number)),
};

const [role = '', ...roleArgs] = process.argv.slice(2);
if (roles[role]) await roles[role](...roleArgs);
else await report(scrapers());
