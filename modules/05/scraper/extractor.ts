/** An extractor, in the thread that reads: somebody else's code, of which anything may come. */
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { writeLine } from '../../core/print.ts';
import { plainRecords } from './plain-records.ts';
import type { Extractor } from './read-page.ts';

/**
 * @param url where its module is.
 * @throws {TypeError} unless it exports one function, by whatever names.
 */
export async function loadExtractor(url: string): Promise<Extractor> {
  printToStderr();
  const functions = Object.values(await import(url)).filter(
    (value) => typeof value === 'function',
  );
  const [extract, ...more] = new Set(functions);
  if (!extract || more.length > 0) throw new TypeError('it has to export one function');
  return (page) => plainRecords(extract(page));
}

/**
 * What the thread prints must not get between the records on stdout. It is written from
 * here, at once: what a thread hands to the main thread is lost when it is terminated.
 */
function printToStderr(): void {
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      writeLine(2, String(chunk).replace(/\n$/, ''));
      done();
    },
  });
  process.stdout.write = stderr.write.bind(stderr);
  // Into the one that is there: modules may have it by import, too.
  Object.assign(console, new Console(stderr));
}
