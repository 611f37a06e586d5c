/** Readers who are the scheduler, by mouse and by keyboard. */
import type { Locator, Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { type Browser, type Look, violationsOf } from './browser.ts';

const board = (page: Page) => page.locator('.scheduler');
const press = (page: Page, name: string) =>
  board(page).getByRole('button', { name, exact: true }).click();
const said = (page: Page) => textOf(board(page).getByRole('status'));
const textOf = async (part: Locator) => (await part.textContent()) ?? '';

/** Opens a lesson, and begins. */
function playing(
  browser: Browser,
  lesson: string,
  look: Look,
  action: (page: Page) => Promise<void>,
): Promise<void> {
  return browser.at(`/${lesson}.html`, look, async (page) => {
    await press(page, 'Begin');
    await board(page).locator('.goes-on').first().waitFor();
    await action(page);
  });
}

export function schedulerChecks(
  browser: Browser,
  looks: Readonly<Record<string, Look>>,
): Record<string, () => Promise<void>> {
  const checks: Record<string, () => Promise<void>> = {
    'a reader makes race-condition lose an update': () =>
      playing(browser, '04a/race-condition', {}, loseAnUpdate),
    'by keyboard alone, and the focus stays where it is': () => byKeyboard(browser),
    'lock-ordering cannot be broken, and says so': () =>
      playing(browser, '04a/lock-ordering', {}, async (page) => {
        await press(page, 'Show the shortest schedule that goes wrong');
        const none = /It cannot be broken: none of 16 schedules goes wrong/;
        assert.match(await said(page), none);
        for (const name of ['Worker-1', 'Worker-2']) await toItsEnd(page, name);
        assert.match(await said(page), /^Worker-2 .* All ends well: Ada: 5, Bob/);
        assert.match(await said(page), none);
      }),
    'the shortest schedule that goes wrong is shown': () =>
      playing(browser, '04a/deadlock', {}, async (page) => {
        await press(page, 'Show the shortest schedule that goes wrong');
        assert.match(
          await said(page),
          /It was made to deadlock: Worker-1 holds lock_a, waits for lock_b; Worker-2 holds/,
        );
        assert.ok((await board(page).locator('li').count()) > 5);
        await press(page, 'Take back one');
        assert.match(await said(page), /^Worker-\d [^.]*\.$/);
        await press(page, 'From the start');
        assert.is(await board(page).locator('li').count(), 0);
      }),
    'a lesson that cannot be broken has one with a fault': () =>
      playing(browser, '04a/condition-variable', {}, async (page) => {
        await press(page, 'With a fault');
        await press(page, 'Show the shortest schedule that goes wrong');
        assert.match(await said(page), /It was made to lose a signal: Worker-2 waits/);
      }),
    'without a script, it is said how to do it on a terminal': () =>
      browser.at('/04a/race-condition.html', { scripts: false }, async (page) => {
        assert.match(await textOf(board(page)), /needs JavaScript/);
        assert.match(await textOf(board(page)), /explore.ts 04a\/race-condition --step/);
      }),
  };
  for (const [name, look] of Object.entries(looks)) {
    checks[`a reader is the scheduler ${name}`] = () =>
      playing(browser, '04a/race-condition', look, async (page) => {
        await loseAnUpdate(page);
        const over = await page.evaluate(
          'document.documentElement.scrollWidth - innerWidth',
        );
        assert.is(over, 0, 'it is too wide');
        assert.equal(await violationsOf(page), []);
      });
  }
  return checks;
}

async function loseAnUpdate(page: Page): Promise<void> {
  await press(page, 'Worker-1 goes on');
  assert.is(await said(page), 'Worker-1 reads counter[0]: 0.');
  assert.match(await lineOf(page, 'Worker-1'), /counter\[0\] = seen \+ 1/);
  await press(page, 'Worker-2 goes on');
  await press(page, 'Worker-1 goes on');
  assert.is(await textOf(board(page).locator('td')), '[1]');
  await press(page, 'Worker-2 goes on');
  assert.is(
    await said(page),
    'Worker-2 writes counter[0]: 1 → 1. It was made to lose an update: ' +
      'expected counter: 2, got counter: 1. 4 of 6 schedules go wrong.',
  );
}

async function byKeyboard(browser: Browser): Promise<void> {
  await browser.at('/04a/race-condition.html', {}, async (page) => {
    await board(page).getByRole('button', { name: 'Begin' }).focus();
    await page.keyboard.press('Enter');
    const first = board(page).getByRole('button', { name: 'Worker-1 goes on' });
    await first.waitFor();
    // Two steps, and one that it cannot take: the focus stays.
    for (let i = 0; i < 3; i++) await page.keyboard.press('Enter');
    assert.is(await board(page).locator('li').count(), 2);
    assert.match(await textOf(board(page)), /Worker-1 is done/);
    const focused = await page.evaluate('document.activeElement.textContent');
    assert.is(focused, 'Worker-1 goes on');
  });
}

/** Lets a thread go on as long as it can. */
async function toItsEnd(page: Page, name: string): Promise<void> {
  const button = board(page).getByRole('button', { name: `${name} goes on` });
  while ((await button.getAttribute('aria-disabled')) !== 'true') await button.click();
}

/** The line at which a thread is. */
function lineOf(page: Page, name: string): Promise<string> {
  return textOf(board(page).getByRole('region', { name }).locator('.isHere'));
}
