/**
 * What is asked of modules/05/exercises/simulated-scraper.ts.
 *
 * Solved: solutions/05/simulated-scraper.ts
 * Solved wrongly: test/fixtures/wrong/05/simulated-scraper/
 * Solved, and then spoilt: test/fixtures/mutants/05/simulated-scraper.*.diff
 * The starter as it was: scripts/starters/05/simulated-scraper.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const PAGES = 7;
const LIMIT = 3;

export default {
  hints: [
    'Calling an async function starts it. So start one for each URL, and let each wait for its turn before it calls fetchPage().',
    'using _permit = await permits.holdAsync() waits for one of the permits of a Semaphore, and gives it back at the end of the block, also after an error.',
    'Write return await fetchPage(url): without the await, the block ends, and the permit is given back, while the page is still on its way.',
  ],
  requirements: [
    {
      says: `${LIMIT} at a time, and never more`,
      holds: ({ trace }) => {
        const most = trace.mostInside('Request');
        if (most === 0) return 'the server got no request';
        return most === LIMIT ? true : `at most ${most} were in flight at once`;
      },
      next: `Start all at once, and let each wait for a permit of a Semaphore(${LIMIT}).`,
    },
    {
      says: 'Each page is fetched once',
      holds: ({ trace }) => {
        const asked = trace.of('Request', 'acquire').map(({ name }) => name);
        const different = new Set(asked).size;
        if (different < PAGES) return `${different} of ${PAGES} were`;
        return asked.length === PAGES ? true : `the server got ${asked.length} requests`;
      },
      next: 'Call fetchPage() for each of the URLs.',
    },
    {
      says: 'Nobody waits for the slow page',
      holds: ({ trace }) => {
        const requests = trace.of('Request');
        const slowEnds = requests.findIndex(
          ({ name, event }) => name === 'GET /page/2/' && event === 'release',
        );
        const before = requests
          .slice(0, slowEnds)
          .filter(({ event }) => event === 'acquire').length;
        if (before > LIMIT) return true;
        return `page 2 had come in before any was asked for after the first ${before}`;
      },
      next: 'Do not wait for all three before you go on: each one that comes in lets one in.',
    },
    {
      says: 'The error is reported, and the others come in',
      holds: ({ run }) => {
        const [, successful] = /^Successful: (\d)/m.exec(run.stdout) ?? [];
        if (successful !== '6') return `${successful ?? 'none'} of 6 came in`;
        const failed = /^\/page\/4\/: failed, (.*)$/m.exec(run.stdout);
        return failed ? true : 'page 4 is not among those that failed';
      },
      next: 'Promise.allSettled waits for all of them; Promise.all gives up at the first error.',
    },
  ],
} satisfies Checks;
