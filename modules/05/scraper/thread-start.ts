/** How a thread starts: what it says, and what there is to hear when it says nothing. */
import type { Worker } from 'node:worker_threads';
import { Failure } from './failure.ts';
import { reasonOf } from './reason.ts';

/** What a thread says: perhaps that it loads the extractor, and then how that went. */
export type StartMessage = 'loads the extractor' | 'is up' | { problem: string };

/**
 * Resolves when a thread is up; one that does not come up is terminated.
 *
 * @param limit how long the extractor may take to load, in ms. The thread's own code takes
 *   what it takes.
 * @throws {Failure} of the kind parse, when it does not come up.
 */
export function started(worker: Worker, limit: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Failure('parse', why)); // before its exit, which is no reason
      void worker.terminate();
    };
    worker.on('message', function hear(message: StartMessage) {
      if (message === 'loads the extractor') {
        const why = `it takes more than ${limit / 1000} s to load: take the loop, or the await, that does not end out of its top level`;
        timer = setTimeout(fail, limit, why);
        return;
      }
      worker.off('message', hear);
      if (message !== 'is up') return fail(message.problem);
      clearTimeout(timer);
      resolve();
    });
    worker.once('error', (error) => fail(reasonOf(error)));
    worker.once('exit', () =>
      fail(
        timer
          ? 'it ends its thread while it loads: take process.exit(), or the await that never settles, out of its top level'
          : 'the reading thread has ended',
      ),
    );
  });
}
