/**
 * The book as its readers meet it: built, served by a plain file server, and looked at in
 * Chromium.
 *
 *   npm run test:book
 *   npm run test:book -- --no-pictures   runs no lessons: quicker
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { print } from '../modules/core/print.ts';
import { serveFolder } from '../scripts/lib/book/serve.ts';
import { SITE } from '../scripts/lib/book/site.ts';
import { carryOut } from '../scripts/lib/checks.ts';
import { root } from '../scripts/lib/lessons.ts';
import { runProgram, stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { findRuntime } from '../scripts/lib/runtimes.ts';
import { runScript, UsageError } from '../scripts/lib/usage.ts';
import { asCheck } from './book/as-check.ts';
import { Browser } from './book/browser.ts';
import { pageChecks } from './book/files.ts';
import { readerChecks } from './book/reader.ts';
import { recipeChecks } from './book/recipes.ts';

/** How long the book may take to be made, in milliseconds. */
const LIMIT = 15 * 60_000;

await runScript(async () => {
  stopProgramsOnSignals();
  const options = process.argv.slice(2);
  const { command } = findRuntime('node');
  const book = [...command, resolve(root, 'scripts/book.ts'), ...options];
  const { problem, stdout, stderr } = await runProgram(book, { limit: LIMIT });
  if (problem) throw new UsageError(`The book ${problem}:\n${stdout}${stderr}`);
  const server = await serveFolder(SITE, 0);
  const { port } = server.address() as AddressInfo;
  await using browser = await Browser.start(`http://127.0.0.1:${port}`);
  const checks = {
    ...recipeChecks,
    ...pageChecks(SITE),
    ...readerChecks(browser, { pictures: !options.includes('--no-pictures') }),
  };
  const { passed, failed } = await carryOut(
    Object.entries(checks).map(([name, check]) => asCheck(name, check)),
    { jobs: 1 },
  );
  server.close();
  await once(server, 'close');
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
