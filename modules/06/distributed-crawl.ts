/**
 * A crawl by several workers — each URL once, and every host has one of them to itself.
 *
 * In Python: Scrapy with its frontier in Redis (scrapy-redis), or a Celery task per page.
 * Here: the frontier is a queue, and cut in two: all pages of one host go into the same
 * part, and each part has one worker. So what is polite stays simple: that worker asks for
 * one page at a time and rests in between, and needs no lock that all machines share. More
 * hosts take more parts, not more care.
 */
import { threadId } from 'node:worker_threads';
import { RobotsCache } from '../05/scraper/robots-cache.ts';
import { type Site, startSite } from '../05/site/site.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';
import type { Engine } from './engine/contract.ts';
import { openEngine } from './engine/engine.ts';

const USER_AGENT = 'lesson/1.0 (+https://example.org/lesson)';
/** How long a host is left alone after each page, in ms. */
const REST = 20;

/** Each worker keeps the rules of its hosts, for as long as it lives. */
const robots = new RobotsCache(USER_AGENT, get);

interface Visit {
  links: string[];
  /** The process and thread that fetched it. */
  place: string;
  /** How long the host was left alone then, in ms; null when it was not asked. */
  rest: number | null;
}

export async function visit(url: string): Promise<Visit> {
  const place = `${process.pid}/${threadId}`;
  const { allows } = await robots.rulesFor(new URL(url));
  if (!allows(url)) return { links: [], place, rest: null };
  const { body, location } = await get(url);
  const answered = performance.now();
  await sleep(REST);
  const rest = performance.now() - answered;
  // Where a page has moved to is a link like the others: it waits for its turn.
  const found = [...body.toString().matchAll(/href="(\/[^"]*)"/g)].map(
    ([, href = '']) => href,
  );
  const links = [location ?? [], found].flat().map((href) => new URL(href, url).href);
  return { links, place, rest };
}

async function get(url: string) {
  const headers = { 'user-agent': USER_AGENT };
  const answer = await fetch(url, { headers, redirect: 'manual' });
  const location = answer.headers.get('location');
  const body = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, body, location };
}

/** Follows every link once; returns which workers have served which host. */
async function crawl(
  frontier: Engine[],
  seeds: string[],
): Promise<Map<string, Set<string>>> {
  const met = new Set<string>();
  const servedBy = new Map<string, Set<string>>();
  let links = 0;
  let leastRest = Infinity;
  const follow = async (url: string): Promise<void> => {
    links++;
    if (met.has(url)) return;
    met.add(url);
    const { host } = new URL(url);
    const workers = servedBy.get(host) ?? new Set();
    servedBy.set(host, workers);
    // Known hosts keep their part; a new one gets the next. (Where nobody knows all of
    // them, a hash of the name decides.) The id keeps out what somebody else has queued.
    const part = [...servedBy.keys()].indexOf(host) % frontier.length;
    const page = await frontier[part]?.submit(visit, url, { id: url });
    workers.add(page?.place ?? '');
    leastRest = Math.min(leastRest, page?.rest ?? Infinity);
    await Promise.all((page?.links ?? []).map(follow));
  };
  await Promise.all(seeds.map(follow));
  print(`Links met: ${links}, URLs: ${met.size}`);
  print(`Least rest after a page: ${(leastRest / 1000).toFixed(3)} s`);
  return servedBy;
}

/** What a host has seen of the crawl. */
function report({ log, mostInFlight }: Site): void {
  const different = new Set(log.map(({ path }) => path)).size;
  print(
    `Requests: ${log.length}, for different URLs: ${different}, at once: ${mostInFlight}`,
  );
}

async function main(): Promise<void> {
  // Two hosts, which want to keep robots away from their tags.
  const rules = { pages: 2, robots: 'User-agent: *\nDisallow: /tag/\n' };
  await using one = await startSite(rules);
  await using two = await startSite(rules);
  await using first = await openEngine(import.meta, { workers: 1 });
  await using second = await openEngine(import.meta, { workers: 1 });
  print(`Engine: ${first}`);

  const seeds = [one, two].map(({ origin }) => `${origin}/page/1/`);
  const servedBy = await crawl([first, second], seeds);
  report(one);
  report(two);
  const workers = [...servedBy.values()].map((places) => [...places].join(' and '));
  print(`One worker each, and not the same: ${new Set(workers).size === 2}`);
}

if (isMain(import.meta)) await main();

// Output:
// Engine: <text> (pool without REDIS_URL, bullmq with it: apt-get install redis-server && redis-server --port 6390)
// Links met: 1164, URLs: 152
// Least rest after a page: <0.02 s or more>
// Requests: 44, for different URLs: 44, at once: 1
// Requests: 44, for different URLs: 44, at once: 1
// One worker each, and not the same: true
