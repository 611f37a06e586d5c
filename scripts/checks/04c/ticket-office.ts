/**
 * What is asked of modules/04c/exercises/ticket-office.ts.
 *
 * Solved: solutions/04c/ticket-office.ts
 * Solved in other ways: test/fixtures/right/04c/ticket-office/
 * Solved wrongly: test/fixtures/wrong/04c/ticket-office/
 * Solved, and then spoilt: test/fixtures/mutants/04c/ticket-office.*.diff
 * The starter as it was: scripts/starters/04c/ticket-office.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { mostAtOnce, type Step, type Trace } from '../../lib/trace.ts';

const SEATS = { opera: 3, circus: 2 };
const SHOWS = ['opera', 'circus'] as const;
const BUYERS = 6;

export default {
  hints: [
    'A Lock can be held across an await: using _held = await lock.holdAsync(); and the block that it is held for ends where its function does.',
    'Who takes the lock after reading has read too early. And shows that have one lock between them wait for each other: a Map keeps one for each.',
    'Keep the promise of a price and not the price: it is there as soon as the first one asks. Take it out again if it fails.',
  ],
  requirements: [
    {
      says: 'Each seat is sold to one buyer',
      holds: ({ run, trace }) => {
        for (const show of SHOWS) {
          const { seats } = salesOf(show, run.stdout);
          const twice = seats.find((seat, i) => seats.indexOf(seat) !== i);
          if (twice) return `seat ${twice} of the ${show} was sold more than once`;
          const asked = requestsOf(trace, 'sold', show).map(({ name }) => name);
          const unknown = seats.find(
            (seat) => !asked.includes(`GET /sold/${show}/${seat}`),
          );
          if (unknown) return `the server does not know that seat ${unknown} is sold`;
        }
        return true;
      },
      why: 'What was read before an await may be out of date after it: then two have a ticket for the same seat.',
      next: 'Let nobody else read between the reading and the writing of a sale: hold a lock across all of its awaits.',
    },
    {
      says: 'A buyer whose card is refused gets the error, and takes no seat',
      holds: ({ run }) => {
        for (const show of SHOWS) {
          const { seats, refused } = salesOf(show, run.stdout);
          if (refused !== 1)
            return `of one refused card for the ${show}, ${refused} buyers know`;
          if (seats.length !== SEATS[show])
            return `${seats.length} of the ${SEATS[show]} seats of the ${show} were sold`;
        }
        return true;
      },
      why: 'An error must not leave a seat that nobody has, nor a lock that nobody gives back.',
      next: 'Mark a seat as sold when it is paid, and let the error go through; using or finally gives the lock back.',
    },
    {
      says: 'Sales for different shows go on at the same time',
      holds: ({ trace }) => {
        const asked = trace
          .of('Request')
          .filter(({ name }) => /^GET .(free|sold)/.test(name));
        if (asked.length === 0) return 'the server was not asked about any sale';
        return mostAtOnce(asked) > 1 ? true : 'never more than one show had a sale';
      },
      why: 'Who buys for the circus takes nothing from who buys for the opera: with one lock for all of them, each show makes all others slow.',
      next: 'Make a lock for each show, and take the one of the show that is sold.',
    },
    {
      says: 'The price of each show is loaded once, however many ask for it',
      holds: ({ trace }) => {
        for (const show of SHOWS) {
          const loads = requestsOf(trace, 'price', show);
          const done = loads.filter(({ event }) => event === 'release');
          const got = done.filter(({ level }) => level === 200).length;
          if (got !== 1) return `the price of the ${show} was loaded ${got} times`;
          const most = mostAtOnce(loads);
          if (most > 1) return `${most} loads of the ${show}'s price went on at once`;
        }
        return true;
      },
      why: 'A cache that all find empty at once is filled by all of them: the server is asked most when it is slowest.',
      next: 'Let the first who asks leave something, before its await, that the others can wait for.',
    },
    {
      says: 'A load that fails is an error for whoever waits for it, and is not kept',
      holds: ({ run }) => {
        for (const show of SHOWS) {
          const [first, ...later] = toldOf(show, run.stdout);
          if (first === BUYERS) return `nobody got the error of the ${show}'s first load`;
          if (later.length !== 2 || later.some((told) => told !== BUYERS))
            return `of ${BUYERS} who asked later for the ${show}, ${later.join(', then ') || 'none'} were told the price`;
        }
        return true;
      },
      why: 'An error that is kept makes the failure last for ever, and one that is hidden makes it look like an answer.',
      next: 'Where the load fails, forget it, and throw its error on.',
    },
    {
      says: 'Seats and prices are those of the server',
      with: {
        'opera: { seats: 3, price: 90 }': 'opera: { seats: 1, price: 70 }',
        'const shows = structuredClone(SHOWS);':
          'const shows = structuredClone(SHOWS); for (const name in shows) shows[name].seats++;',
      },
      holds: ({ run }) => {
        const told = toldOf('opera', run.stdout).at(-1);
        if (told !== BUYERS)
          return `of ${BUYERS} who asked when it costs 70, ${told ?? 'none'} were told so`;
        const sold = SHOWS.map((show) => salesOf(show, run.stdout).seats.join(', '));
        return sold.join('; ') === '1, 2; 1, 2, 3'
          ? true
          : `of 2 seats for the opera and 3 for the circus, these were sold: ${sold.join('; ')}`;
      },
      why: 'Others may sell, too: only the server knows what is free.',
      next: 'Ask with freeSeats and loadPrice, and use what they give.',
    },
  ],
} satisfies Checks;

/** The requests for something about a show: `GET /price/opera`. */
function requestsOf(trace: Trace, what: string, show: string): Step[] {
  const name = `GET /${what}/${show}`;
  return trace.of('Request').filter((step) => `${step.name}/`.startsWith(`${name}/`));
}

/** What the program says of the sales for a show. */
function salesOf(show: string, stdout: string): { seats: number[]; refused: number } {
  const line = new RegExp(`^${show}: sold (.*); cards refused: (\\d+)$`, 'm');
  const [, seats = '', refused = 0] = line.exec(stdout) ?? [];
  return {
    seats: seats.split(', ').filter(Boolean).map(Number),
    refused: Number(refused),
  };
}

/** How many were told the price of a show, round by round. */
function toldOf(show: string, stdout: string): number[] {
  const lines = stdout.matchAll(
    new RegExp(`: (\\d+) of \\d+ know the price of the ${show}$`, 'gm'),
  );
  return [...lines].map(([, told]) => Number(told));
}
