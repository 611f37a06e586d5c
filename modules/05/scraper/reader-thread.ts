/** The thread of page-reader.ts: gets bodies, and sends back what they say. */
import { parentPort, workerData } from 'node:worker_threads';
import { markupOf } from './charset.ts';
import { loadExtractor } from './extractor.ts';
import { type Extractor, readPage } from './read-page.ts';
import type { Reading, Wanted } from './reading.ts';
import { reasonOf } from './reason.ts';
import type { StartMessage } from './thread-start.ts';

const { wanted, begun } = workerData as { wanted: Wanted; begun: Int32Array };
const tell = (message: StartMessage) => parentPort?.postMessage(message);
let extract: Extractor | undefined;
void begin(); // not awaited: Node would write on stderr that the extractor never settles

async function begin(): Promise<void> {
  try {
    if (wanted.extractor) {
      tell('loads the extractor');
      extract = await loadExtractor(wanted.extractor);
    }
  } catch (error) {
    // And not thrown: Deno would write an error of a thread to stderr as well.
    return tell({ problem: reasonOf(error) });
  }
  parentPort?.on('message', (pages: [Uint8Array, string, string][]) => {
    const readings = pages.map((page) => {
      Atomics.add(begun, 0, 1);
      return read(...page);
    });
    parentPort?.postMessage(readings);
  });
  tell('is up');
}

function read(body: Uint8Array, contentType: string, url: string): Reading | string {
  try {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return readPage(markupOf(bytes, contentType), { ...wanted, extract }, url);
  } catch (error) {
    return reasonOf(error); // of the extractor, or too deep for the parser's stack
  }
}
