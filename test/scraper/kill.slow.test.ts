import { readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Site, startSite } from '../../modules/05/site/site.ts';
import { randomFrom } from '../../modules/core/internal/sync/probe.ts';
import { print } from '../../modules/core/print.ts';
import { asked, scrapeHere, start, temporaryFolder, until } from './helpers.ts';

const PAGES = 300;
const ENDINGS = ['jsonl', 'json', 'csv'];
/** Of each format, on each runtime; `KILLS=50` is for a night. */
const KILLS = Number(process.env.KILLS ?? 2);

/** One page at a time, so that the order is the same each time. */
const OPTIONS = ['--pages', `${PAGES}`, '--concurrency', '1', '--resume'];

/** Starts a run, and kills it at a random moment after its first page. */
async function killedRun(site: Site, out: string, random: () => number): Promise<void> {
  const length = () => statSync(`${out}.state`, { throwIfNoEntry: false })?.size ?? 0;
  const before = length();
  const args = ['--url', site.origin, '--delay', '0', '--quiet', '--out', out];
  const run = start('scraper', [...args, ...OPTIONS]);
  let isOver = false;
  void run.ended.then(() => {
    isOver = true;
  });
  // The first entry is there before any page is.
  await until(() => isOver || length() > before + 200);
  await sleep(random() * 20);
  run.process.kill('SIGKILL');
  assert.is(await run.ended, 'SIGKILL', `it was not killed: ${run.stderr}`);
}

/** Kills runs, each of which goes on where the last one was; the last is left to end. */
async function killAndGoOn(ending: string, random: () => number): Promise<void> {
  await using site = await startSite({ pages: PAGES, delay: 5 });
  using folder = temporaryFolder();
  const out = folder.file(`quotes.${ending}`);
  const journal = () => readFileSync(`${out}.state`, 'utf8');
  let kept = '';
  for (let kills = 0; kills < KILLS; kills++) {
    site.log.length = 0;
    await killedRun(site, out, random);
    assert.ok(journal().startsWith(kept));
    for (const { path } of asked(site)) {
      assert.not(kept.includes(`"${site.origin}${path}"`), `${path} again`);
    }
    kept = journal().replace(/[^\n]*$/, ''); // the whole lines
  }
  assert.ok(await scrapeHere(site, '--out', out, ...OPTIONS));
  const whole = folder.file(`whole.${ending}`);
  assert.ok(await scrapeHere(site, '--out', whole, ...OPTIONS));
  assert.ok(readFileSync(out).equals(readFileSync(whole)));
  assert.is(journal(), readFileSync(`${whole}.state`, 'utf8'));
}

test('killed at random moments: the files are as if there had been none', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  print(`SEED=${seed}`);
  const random = randomFrom(seed);
  for (const ending of ENDINGS) await killAndGoOn(ending, random);
});

test.run();
