/** What readers do with the picture of a run, and what has to come of it. */
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { type Browser, type Look, violationsOf } from './browser.ts';

const LESSON = '/04a/bounded-queue.html';

export function pictureChecks(browser: Browser): Record<string, () => Promise<void>> {
  return {
    'a picture of a real run is there, without a script, too': () =>
      browser.at(LESSON, { scripts: false }, async (page) => {
        const image = page.locator('.run-picture img');
        await image.scrollIntoViewIfNeeded();
        await page.waitForLoadState('networkidle');
        const alt = (await image.getAttribute('alt')) ?? '';
        assert.match(alt, /bounded-queue.*Who takes part/);
        assert.ok(((await image.boundingBox())?.height ?? 0) > 50);
        assert.is(await page.locator('.run-picture [role=slider]').count(), 0);
      }),
    'the keys go through the events of a picture, and the queue fills and empties': () =>
      browser.at(LESSON, {}, stepThrough),
    'a picture tells who has waited for what, how long, and who gave it': () =>
      browser.at(LESSON, {}, pointAt),
    'a click into a picture goes to the event there': () =>
      browser.at(LESSON, {}, async (page) => {
        await comeAlive(page);
        const bars = page.locator('.run-picture .bars');
        const { width = 0, height = 0 } = (await bars.boundingBox()) ?? {};
        await bars.click({ position: { x: width - 30, y: height / 3 } });
        assert.ok(Number(await eventOf(page)) > 10, 'it is one of the last ones');
        await page.click('.run-state button[aria-label="The event before"]');
        assert.ok(Number(await eventOf(page)) > 10);
      }),
    'a picture that is used fits every window, and axe finds nothing': async () => {
      const looks: Look[] = [{}, { dark: true }, { phone: true }];
      for (const look of looks) await browser.at(LESSON, look, fits);
    },
  };
}

/** What comes with the picture is fetched when it is looked at. */
async function comeAlive(page: Page) {
  await page.locator('.run-picture').scrollIntoViewIfNeeded();
  const slider = page.locator('.run-picture [role=slider]');
  await slider.waitFor();
  return slider;
}

const eventOf = (page: Page) =>
  page.locator('.run-picture [role=slider]').getAttribute('aria-valuenow');

/** What stands beside a name, such as that of a queue. */
const stateOf = (page: Page, name: string) =>
  page
    .locator('.run-state dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd')
    .textContent();

async function stepThrough(page: Page): Promise<void> {
  const slider = await comeAlive(page);
  await slider.focus();
  const told = async () => (await slider.getAttribute('aria-valuetext')) ?? '';
  const most = Number(await slider.getAttribute('aria-valuemax'));
  const levels: number[] = [];
  for (let i = 1; i <= most; i++) {
    assert.is(await eventOf(page), `${i}`);
    const queue = (await stateOf(page, 'queue')) ?? '';
    const level = Number.parseInt(queue, 10);
    if (/ put item/.test(await told())) {
      assert.is(level, (levels.at(-1) ?? 0) + 1, await told());
    }
    levels.push(level);
    await page.keyboard.press('ArrowRight');
  }
  assert.is(Math.max(...levels), 3, 'the queue has room for three');
  assert.is(levels.at(-1), 0, 'all was taken');
  await page.keyboard.press('ArrowLeft');
  assert.is(await eventOf(page), `${most - 1}`);
  await page.keyboard.press('Home');
  assert.is(await eventOf(page), '1');
}

/** The wait for a full queue is the widest of its bars. */
async function pointAt(page: Page): Promise<void> {
  await comeAlive(page);
  const data = await page.request.get(
    page.url().replace(/(\/04a\/.*)html$/, '/pictures$1json'),
  );
  const { width, height, bars } = await data.json();
  const at = bars.findIndex(({ words }: { words: string }) =>
    /waited .* queue, until/.test(words),
  );
  const [x, y, wide, tall] = bars[at].box;
  const stage = page.locator('.run-picture .bars');
  const size = await stage.boundingBox();
  assert.ok(size);
  const place = {
    x: ((x + wide / 2) / width) * size.width,
    y: ((y + tall / 2) / height) * size.height,
  };
  await stage.hover({ position: place });
  const tip = page.locator('.run-picture .tip');
  const words =
    /^Thread-1 \(produce\) waited [\d.]+ m?s for queue, until Thread-2 \(consume\) took an item out$/;
  assert.match((await tip.textContent()) ?? '', words);
  await page.mouse.move(0, 0);
  await tip.waitFor({ state: 'detached' });
}

async function fits(page: Page): Promise<void> {
  const slider = await comeAlive(page);
  await slider.focus();
  await page.keyboard.press('End');
  const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.is(over, 0, 'pixels too wide');
  assert.equal(await violationsOf(page), []);
}
