/** The thread of page-reader.ts: gets bodies, and sends back what they say. */
import { parentPort } from 'node:worker_threads';
import { markupOf } from './charset.ts';
import { type Reading, readQuotes } from './quotes.ts';

parentPort?.on('message', ([body, contentType]: [Uint8Array, string]) => {
  parentPort?.postMessage(read(body, contentType));
});
parentPort?.postMessage('ready');

function read(body: Uint8Array, contentType: string): Reading | string {
  try {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const { html, decode } = markupOf(bytes, contentType);
    return readQuotes(html, decode);
  } catch (error) {
    return (error as Error).message; // too deep for the parser's stack
  }
}
