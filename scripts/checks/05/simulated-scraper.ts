/**
 * What is asked of modules/05/exercises/simulated-scraper.ts.
 *
 * Solved: solutions/05/simulated-scraper.ts
 * Solved in other ways: test/fixtures/right/05/simulated-scraper/
 * Solved wrongly: test/fixtures/wrong/05/simulated-scraper/
 * Solved, and then spoilt: test/fixtures/mutants/05/simulated-scraper.*.diff
 * The starter as it was: scripts/starters/05/simulated-scraper.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';

const PAGES = 7;
const LIMIT = 3;

/** A page that takes longer than all others together, and as many that fail as may be asked. */
const OTHER_FAULTS = {
  'delay: 500,': 'delay: 100,',
  "'/page/2/': { delay: 500 },":
    "'/page/1/': { reset: 'headers' }, '/page/2/': { delay: 3000 }, '/page/3/': { reset: 'headers' },",
};

export default {
  hints: [
    'Calling an async function starts it. So start one for each URL, and let each wait for its turn before it calls fetchPage().',
    'using _permit = await permits.holdAsync() waits for one of the permits of a Semaphore, and gives it back at the end of the block, also after an error.',
    'Write return await fetchPage(url): without the await, the block ends, and the permit is given back, while the page is still on its way.',
  ],
  requirements: [
    {
      says: 'Three pages are fetched at the same time, and never more',
      holds: ({ trace }) => {
        const most = trace.mostInside('Request');
        if (most === 0) return 'the server got no request';
        return most === LIMIT ? true : `at most ${most} were in flight at once`;
      },
      why: 'While one page is on its way, others can be, too; but too many would be a burden to the server.',
      next: `Start all at once, and let each wait for a permit of a Semaphore(${LIMIT}).`,
    },
    {
      says: 'Each URL is fetched once',
      holds: ({ trace }) => {
        const asked = trace.of('Request', 'acquire').map(({ name }) => name);
        const different = new Set(asked).size;
        if (different < PAGES) return `${different} of ${PAGES} were`;
        return asked.length === PAGES ? true : `the server got ${asked.length} requests`;
      },
      why: 'Each request is work for somebody else: ask for all that you need, and for nothing twice.',
      next: 'Call fetchPage() for each of the URLs, and for none of them again.',
    },
    {
      says: 'As soon as one has come in, the next is asked for',
      with: OTHER_FAULTS,
      holds: ({ trace }) => {
        const requests = trace.of('Request');
        const slowEnds = requests.findIndex(
          ({ name, event }) => name === 'GET /page/2/' && event === 'release',
        );
        const late = requests.slice(slowEnds).filter(({ event }) => event === 'acquire');
        if (slowEnds < 0 || late.length === 0) return true;
        return `${late.map(({ name }) => name.slice('GET '.length)).join(', ')} had to wait for page 2, the slow one`;
      },
      why: 'Who waits for the slowest of a few is as slow as that one, with each few again.',
      next: 'Do not deal the pages out beforehand: whoever is free takes the next one.',
    },
    {
      says: 'A page that fails stops nothing',
      with: OTHER_FAULTS,
      holds: ({ run }) => {
        const [, successful = 'none'] = /^Successful: (\d)/m.exec(run.stdout) ?? [];
        return successful === '4'
          ? true
          : `of 4 good pages among 3 bad ones, ${successful} came in`;
      },
      why: 'In a long list there is always one that fails, and it must take nothing from the others.',
      next: 'Give a permit back after an error, too; and Promise.all gives up at the first one.',
    },
    {
      says: 'scrape() returns what came of each URL, in their order',
      with: OTHER_FAULTS,
      holds: ({ run }) => {
        for (let page = 1; page <= PAGES; page++) {
          const report = reportOf(run, `/page/${page}/`);
          const isBad = [1, 3, 4].includes(page);
          const wanted = isBad ? 'failed, ECONNRESET' : '10 quotes';
          if (report !== wanted) return `page ${page}: ${report} in place of ${wanted}`;
        }
        return true;
      },
      why: 'The caller has to know which page it is that failed, and why.',
      next: 'Keep each outcome at the place of its URL: Promise.allSettled does so.',
    },
  ],
} satisfies Checks;

function reportOf({ stdout }: Run, path: string): string {
  const line = stdout.split('\n').find((line) => line.startsWith(`${path}: `));
  return line?.slice(path.length + 2) ?? 'nothing';
}
