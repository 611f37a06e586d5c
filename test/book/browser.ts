import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import * as playwright from 'playwright-core';
import { which } from 'zx';
import { UsageError } from '../../scripts/lib/usage.ts';

/** axe-core is a script that runs in the page. */
const AXE = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** How a reader's window looks. */
export interface Look {
  phone?: boolean;
  dark?: boolean;
  /** Default: true. */
  scripts?: boolean;
}

/** Chromium at the book's first page, and whatever it complained of. */
export class Browser implements AsyncDisposable {
  /** Errors of the console, answers that are none, and requests to other hosts. */
  readonly complaints: string[] = [];
  readonly #chromium: playwright.Browser;
  readonly #base: string;

  private constructor(chromium: playwright.Browser, base: string) {
    this.#chromium = chromium;
    this.#base = base;
  }

  /** @throws {UsageError} without Chromium. */
  static async start(base: string): Promise<Browser> {
    const executablePath = await which('chromium', { nothrow: true });
    if (!executablePath) {
      throw new UsageError('There is no chromium here: apt-get install chromium');
    }
    // Chromium refuses its sandbox to root, as which CI runs.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return new Browser(await playwright.chromium.launch({ executablePath, args }), base);
  }

  /** Opens a page of the book, and closes it at the end of the action. */
  async at(
    path: string,
    { phone = false, dark = false, scripts = true }: Look,
    action: (page: playwright.Page) => Promise<void>,
  ): Promise<void> {
    const context = await this.#chromium.newContext({
      viewport: phone ? { width: 360, height: 740 } : { width: 1360, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: scripts,
    });
    try {
      const page = await context.newPage();
      this.#listen(page);
      await page.goto(this.#base + path, { waitUntil: 'networkidle' });
      await action(page);
    } finally {
      await context.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chromium.close();
  }

  #listen(page: playwright.Page): void {
    const complain = (what: string) => {
      this.complaints.push(`${page.url()}: ${what}`);
    };
    page.on('console', (message) => {
      if (message.type() === 'error') complain(message.text());
    });
    page.on('pageerror', (error) => complain(`${error}`));
    page.on('response', (response) => {
      if (response.status() >= 400) complain(`${response.status()} ${response.url()}`);
    });
    page.on('request', (request) => {
      const isOurs =
        request.url().startsWith(this.#base) || /^(data|blob):/.test(request.url());
      if (!isOurs) complain(`asked for ${request.url()}`);
    });
  }
}

/** What axe-core finds wrong with a page, a line for each kind. */
export async function violationsOf(page: playwright.Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ help, nodes }) => {
    const places = nodes.slice(0, 5).map(({ target }) => target.join(' '));
    const why = nodes[0]?.any[0]?.message ?? '';
    return `${help}, ${nodes.length} times: ${places.join(', ')}. ${why}`;
  });
}
