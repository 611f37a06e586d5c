/** The thread of page-reader.ts: gets bodies, and sends back what they say. */
import { parentPort, workerData } from 'node:worker_threads';
import { markupOf } from './charset.ts';
import { type Extractor, readPage } from './read-page.ts';
import type { Reading, Wanted } from './reading.ts';

const { wanted, begun } = workerData as { wanted: Wanted; begun: Int32Array };
let extract: Extractor | undefined;
/** Told, and not thrown: Deno would write an error of a thread to stderr as well. */
let problem: string | undefined;
try {
  if (wanted.extractor) extract = await load(wanted.extractor);
} catch (error) {
  problem = (error as Error).message;
}

parentPort?.on('message', (pages: [Uint8Array, string, string][]) => {
  const readings = pages.map((page) => {
    Atomics.add(begun, 0, 1);
    return read(...page);
  });
  parentPort?.postMessage(readings);
});
parentPort?.postMessage(problem);

function read(body: Uint8Array, contentType: string, url: string): Reading | string {
  try {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const page = markupOf(bytes, contentType);
    const reading = readPage(page, { ...wanted, extract }, url);
    return extract ? structuredClone(reading) : reading; // which throws here if it must
  } catch (error) {
    return (error as Error).message; // too deep for the parser's stack
  }
}

async function load(extractor: string): Promise<Extractor> {
  const exported = Object.values(await import(extractor));
  const [found, ...more] = exported.filter((value) => typeof value === 'function');
  if (!found || more.length > 0) throw new TypeError('it has to export one function');
  return found as Extractor;
}
