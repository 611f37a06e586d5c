/**
 * Loaded into a checked program, in each of its threads and processes: writes into its
 * trace which requests its HTTP servers got, as the servers saw them.
 *
 * A request is an 'acquire' of kind 'Request' when it arrives, and a 'release' when its
 * answer has left or its connection is gone; the id is the server's port, the name method
 * and path, the level of the release the status, or 0 for an answer that was not finished.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';

const file = `${process.env.LESSON_TRACE}/${process.pid}-${threadId}.jsonl`;

subscribe('http.server.request.start', ({ request, response }) => {
  const id = request.socket.localPort;
  const name = `${request.method} ${request.url}`;
  const write = (event, level) => {
    const at = performance.timeOrigin + performance.now();
    const line = { at, event, kind: 'Request', id, name, level };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
  write('acquire');
  response.once('close', () => {
    write('release', response.writableFinished ? response.statusCode : 0);
  });
});
