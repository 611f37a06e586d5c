/** What readers do with the book, and what has to come of it. */
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { lessonsOf } from '../../scripts/lib/lessons.ts';
import { type Browser, type Look, violationsOf } from './browser.ts';
import { MOST_BYTES } from './files.ts';
import { pictureChecks } from './picture.ts';
import { schedulerChecks } from './scheduler.ts';

/** One page of each kind. */
const KINDS = [
  '/',
  '/map.html',
  '/04a/',
  '/04a/race-condition.html',
  '/04b/pool.html',
  '/04a/exercises/synchronisation.html',
  '/exercises.html',
  '/core/',
  '/core/lock.html',
  '/runtimes.html',
  '/contributing.html',
  '/source/modules/05/scraper.html',
];

const LOOKS: Record<string, Look> = {
  'on a desktop, light': {},
  'on a desktop, dark': { dark: true },
  'on a phone, light': { phone: true },
  'on a phone, dark': { phone: true, dark: true },
};

export function readerChecks(
  browser: Browser,
  { pictures }: { pictures: boolean },
): Record<string, () => Promise<void>> {
  const checks: Record<string, () => Promise<void>> = {
    'the first page leads to the first lesson': () =>
      browser.at('/', {}, async (page) => {
        assert.match((await page.textContent('h1')) ?? '', 'Concurrency in TypeScript');
        await page.click('.actions a');
        await page.waitForURL('**/04a/start-join.html');
      }),
    'a search for deadlock finds the lesson': () =>
      browser.at('/', {}, async (page) => {
        await page.click('.VPNavBarSearch button');
        await page.waitForLoadState('networkidle'); // the index is there
        await page.fill('.VPLocalSearchBox input', 'deadlock');
        await page.waitForSelector('.VPLocalSearchBox .result');
        const found = await page.$$eval('.VPLocalSearchBox .result', (links) =>
          links.map((link) => link.getAttribute('href')),
        );
        assert.ok(
          found.some((link) => link?.startsWith('/04a/deadlock.html')),
          `${found}`,
        );
      }),
    'next and previous lead through a whole module': () => throughModule(browser),
    'dark and light can be chosen, and stay': () => darkAndLight(browser),
    'an exercise keeps its hints and solution folded': () =>
      browser.at('/04a/exercises/synchronisation.html', {}, async (page) => {
        const hint = page.locator('details', { hasText: 'Hint 1' }).first();
        assert.not(await hint.getAttribute('open'));
        await hint.locator('summary').focus();
        await page.keyboard.press('Enter');
        assert.ok((await hint.getAttribute('open')) !== null, 'Enter opens it');
        assert.ok(await hint.locator('p').isVisible());
        const solution = page.locator('details', { hasText: 'One of the ways' });
        assert.not(await solution.locator('pre').first().isVisible());
      }),
    'programs have colours, light and dark': async () => {
      for (const dark of [false, true]) {
        await browser.at('/04b/pool.html', { dark }, async (page) => {
          const colours = await page.$$eval('pre code, pre code span', (parts) =>
            parts.map(
              (part) => part.ownerDocument.defaultView?.getComputedStyle(part).color,
            ),
          );
          assert.ok(new Set(colours).size >= 5, [...new Set(colours)].join(' '));
        });
      }
    },
    'an Output block is told in words': () =>
      browser.at('/04b/pool.html', {}, async (page) => {
        const output = (await page.textContent('.output')) ?? '';
        assert.match(output, /These lines in any order/);
        assert.not.match(output, /---|<int/);
      }),
    'by keyboard alone one gets into the text': () =>
      browser.at('/04a/race-condition.html', {}, async (page) => {
        await page.keyboard.press('Tab');
        assert.is(
          await page.evaluate('document.activeElement.textContent.trim()'),
          'Skip to content',
        );
        await page.keyboard.press('Enter');
        await page.waitForFunction("location.hash === '#VPContent'");
      }),
  };
  for (const path of KINDS) {
    checks[`opening ${path} loads no more than it may`] = () =>
      loadsLittle(browser, path);
  }
  if (pictures) {
    Object.assign(checks, pictureChecks(browser), schedulerChecks(browser, LOOKS));
  }
  for (const [name, look] of Object.entries(LOOKS)) {
    checks[`nothing is wider than the window, and axe finds nothing, ${name}`] = () =>
      everyKind(browser, look);
  }
  checks['no page complained'] = async () => {
    assert.is(browser.complaints.join('\n'), '');
  };
  return checks;
}

async function throughModule(browser: Browser): Promise<void> {
  const lessons = lessonsOf('05').map(({ name }) => `/${name}.html`);
  await browser.at('/05/', {}, async (page) => {
    const go = async (which: 'next' | 'prev', to: string | undefined) => {
      await page.click(`.pager-link.${which}`);
      await page.waitForURL(`**${to}`);
    };
    for (const lesson of lessons) await go('next', lesson);
    for (const lesson of lessons.slice(0, -1).reverse()) await go('prev', lesson);
  });
}

async function darkAndLight(browser: Browser): Promise<void> {
  const background = (page: Page) =>
    page.evaluate('getComputedStyle(document.body).backgroundColor');
  await browser.at('/04b/pool.html', {}, async (page) => {
    const light = await background(page);
    await page.click('.VPNavBarAppearance .VPSwitch');
    await page.waitForFunction("document.documentElement.classList.contains('dark')");
    const dark = await background(page);
    assert.is.not(dark, light);
    await page.reload({ waitUntil: 'networkidle' });
    assert.is(await background(page), dark);
  });
}

async function loadsLittle(browser: Browser, path: string): Promise<void> {
  await browser.at(path, {}, async (page) => {
    const parts = await page.evaluate<[url: string, bytes: number][]>(
      `['navigation', 'resource']
        .flatMap((type) => performance.getEntriesByType(type))
        .filter(({ name }) => !name.endsWith('.svg'))
        .map(({ name, decodedBodySize }) => [name, decodedBodySize])`,
    );
    const bytes = parts.reduce((sum, [, size]) => sum + size, 0);
    const list = parts.map(([url, size]) => `${size} ${url}`).join('\n');
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes:\n${list}`);
    assert.ok(bytes > MOST_BYTES / 2, `Not all was counted:\n${list}`);
  });
}

async function everyKind(browser: Browser, look: Look): Promise<void> {
  const found: string[] = [];
  for (const path of KINDS) {
    await browser.at(path, look, async (page) => {
      const over = await page.evaluate(
        'document.documentElement.scrollWidth - innerWidth',
      );
      if (Number(over) > 0) found.push(`${path} is ${over} pixels too wide`);
      found.push(
        ...(await violationsOf(page)).map((violation) => `${path} ${violation}`),
      );
    });
  }
  if (found.length > 0) throw new Error(found.slice(0, 20).join('\n'));
}
