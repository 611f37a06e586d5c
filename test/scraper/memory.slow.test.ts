import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Crawl } from '../../modules/05/scraper/crawl.ts';
import { Export } from '../../modules/05/scraper/export.ts';
import { type Fault, startSite } from '../../modules/05/site/site.ts';
import { crawlAll, pagePaths, patient, temporaryFolder } from './helpers.ts';

const MIB = 1024 * 1024;

/** How much larger the process was, at most, than at first, in MiB. */
async function growthDuring(action: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 2);
  await action();
  clearInterval(watch);
  return (Math.max(most, process.memoryUsage().rss) - before) / MIB;
}

const bodies: [string, Fault][] = [
  ['with its length', { size: 1024 * MIB }],
  ['without an end', { endless: true }],
  ['unpacked', { gzip: 'bomb' }],
  ['of an error', { status: 500, endless: true }],
];

for (const [name, fault] of bodies) {
  test(`a body of 1 GiB, ${name}, costs no more than the cap allows`, async () => {
    await using site = await startSite({ faults: { '/page/1/': fault } });
    const options = { maxBody: 4 * MIB, timeout: 20_000, retries: 0 };
    await crawlAll(site, ['/page/2/', '/page/1/'], options); // so that all code is there
    const paths = ['/page/1/', '/page/3/'];
    const growth = await growthDuring(async () => {
      const { pages } = await crawlAll(site, paths, options);
      assert.ok(pages.get('/page/1/')?.failure);
      assert.is(pages.get('/page/3/')?.failure, undefined);
    });
    assert.ok(growth < 60, `${growth.toFixed(0)} MiB`);
  });
}

test('ten thousand pages take the memory of a few', async () => {
  using folder = temporaryFolder();
  using file = new Export(folder.file('x.jsonl'));
  await using site = await startSite({ pages: 10_000 });
  const crawl = new Crawl({ ...patient, concurrency: 20, perHost: 20 });
  for (const path of pagePaths(10_000)) crawl.add(path, site.origin);
  // What is alive is what is left when garbage was collected: the least of many looks.
  let [early, late, pages] = [Infinity, Infinity, 0];
  for await (const page of crawl) {
    file.append([{ page: page.url, content: page.content ?? '' }]);
    const { heapUsed } = process.memoryUsage();
    if (++pages > 500 && pages <= 1500) early = Math.min(early, heapUsed);
    if (pages > 8000) late = Math.min(late, heapUsed);
    site.log.length = 0;
  }
  assert.is(pages, 10_000);
  const growth = (late - early) / MIB;
  assert.ok(growth < 40, `${growth.toFixed(1)} MiB`); // kept, the pages are over 100 MiB
});

test.run();
