/**
 * What is asked of modules/04c/exercises/profiling.ts.
 *
 * Solved: solutions/04c/profiling.ts
 * Solved in other ways: test/fixtures/right/04c/profiling/
 * Solved wrongly: test/fixtures/wrong/04c/profiling/
 * Solved, and then spoilt: test/fixtures/mutants/04c/profiling.*.diff
 * The starter as it was: scripts/starters/04c/profiling.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const SHOPS = 3;
/** How long it takes to fetch the orders: of a shop with many, of one with few. */
const MANY = 200;
const FEW = 0.2;

/** In place of main(): work that tells, a profile that is known, and other orders. */
const TRIED = {
  'if (isMain(import.meta)) await main();': `
if (isMain(import.meta)) {
  const { Session } = await import('node:inspector');
  const fs = await import('node:fs/promises');
  const { fileURLToPath } = await import('node:url');
  const place = fileURLToPath(new URL('tried.cpuprofile', import.meta.url));
  const tried: Record<string, unknown> = {};

  function busily() {
    const before = process.cpuUsage().user;
    while (process.cpuUsage().user - before < 60_000);
  }
  async function asyncWork() {
    await new Promise((goOn) => setTimeout(goOn, 5));
    busily();
    return 7;
  }
  tried.result = await profiled(place, asyncWork);
  const written = await fs.readFile(place, 'utf8').catch(() => '{}');
  const { nodes = [] } = JSON.parse(written);
  tried.seen = nodes.some((node: any) => node.callFrame.functionName === 'busily');

  let open = 0;
  const { connect, disconnect } = Session.prototype;
  Session.prototype.connect = function () {
    open++;
    connect.call(this);
  };
  Session.prototype.disconnect = function () {
    open = 0;
    disconnect.call(this);
  };
  const work = () => {
    throw new RangeError('of the work');
  };
  tried.error = await profiled(place, work).then(() => 'nothing', String);
  tried.open = open;

  const hits: [string, string, number][] = [
    ['(garbage collector)', '', 40],
    ['post', 'node:inspector', 30],
    ['sort', '', 20],
    ['north', 'file:///shop.ts', 6],
    ['south', 'file:///shop.ts', 4],
    ['south', 'file:///shop.ts', 5],
    ['west', 'file:///shop.ts', 1],
  ];
  const known = hits.map(([functionName, url, hitCount], i) => {
    const lineNumber = functionName.length;
    const callFrame = { functionName, scriptId: '1', url, lineNumber, columnNumber: 0 };
    return { id: i + 1, callFrame, hitCount, children: i === 0 ? [2, 3, 4, 5, 6, 7] : [] };
  });
  const samples = known.flatMap(({ id, hitCount }) => Array(hitCount).fill(id));
  const timeDeltas = samples.map(() => 1000);
  const [startTime, endTime] = [1_000_000, 1_250_000];
  await fs.writeFile(
    place,
    JSON.stringify({ nodes: known, startTime, endTime, samples, timeDeltas }),
  );
  tried.spot = await hotSpotOf(place);

  const orders = Array.from({ length: 600 }, (_, n) => ({ day: n % 7, item: n % 44 }));
  orders.push({ day: 1, item: 111 }, { day: 11, item: 11 }, { day: 111, item: 1 });
  tried.found = duplicatesQuickly(orders);
  print('Tried: ' + JSON.stringify(tried));
}`,
};
/** 600 orders, of which each is one of 7 * 44. */
const FOUND = 600 - 7 * 44;

export default {
  hints: [
    "const session = new Session(); session.connect(); await session.post('Profiler.enable') and 'Profiler.start', the work, const { profile } = await session.post('Profiler.stop'); session.disconnect(). Each thread does that for itself: a session sees the thread that made it.",
    'Add up the hitCount of all nodes of the same function, in a Map; leave out those whose url is no file. The share is that sum, divided by the sum of all.',
    'For each order, duplicates() looks through all of them. What remembers numbers so that one can ask for one of them at once?',
  ],
  requirements: [
    {
      says: 'Threads make the reports of all shops, before and after',
      holds: ({ trace }) => {
        const made = reports(trace).filter(({ by }) => by.thread !== 0).length;
        return made === 2 * SHOPS ? true : `${made} reports were made in threads`;
      },
      why: 'A profiler sees one thread: what the others do has to be measured where they do it.',
      next: 'Leave makeReports() and report() as they are.',
    },
    {
      says: 'profiled() does the work under the profiler, writes the profile into the file, and returns what the work returns',
      with: TRIED,
      holds: ({ run }) => {
        const { result, seen } = tried(run);
        if (result !== 7) return `async work returned 7, and profiled() ${result}`;
        return seen ? true : 'what async work did after a wait is not in the profile';
      },
      why: 'Who measures must not change what comes out, and has to measure all of it.',
      next: 'Await the work between Profiler.start and Profiler.stop, and keep its result.',
    },
    {
      says: 'When the work throws, its error comes out of profiled(), and the session is closed',
      with: TRIED,
      holds: ({ run }) => {
        const { error, open } = tried(run);
        if (error !== 'RangeError: of the work') return `what came out was: ${error}`;
        return open === 0 ? true : 'the session was still open';
      },
      why: 'A session that stays open keeps the profiler running, which takes time and memory for nobody.',
      next: 'disconnect() belongs into a finally.',
    },
    {
      says: 'hotSpotOf() tells the function that has the most samples, how many, what percentage of those in all functions of files, and the time of the profile',
      with: TRIED,
      holds: ({ run }) => {
        const { name, samples, percent = 0, ms } = tried(run).spot ?? {};
        if (name !== 'south') {
          return `where 'south' had 4 and 5 samples, 'north' 6 and (garbage collector) 40, it was ${name}`;
        }
        if (samples !== 9) return `4 and 5 samples were ${samples}`;
        if (Math.abs(percent - 56.25) > 0.5) return `9 samples of 16 were ${percent} %`;
        return ms === 250 ? true : `250,000 microseconds were ${ms} ms`;
      },
      why: 'A function that is called in many ways has its samples in many places, and what is not yours you cannot mend.',
      next: 'Leave out what is not from a file, and add up the samples of each function before you compare.',
    },
    {
      says: 'The profile of each thread names its hot spot, and the thread that holds up the others is found',
      holds: ({ run, trace }) => {
        const spots = hotSpots(run, 'Before').toSorted();
        if (spots.join() !== 'duplicates,forecast,forecast') {
          return `Before: ${spots.join(', ') || 'there is none'}`;
        }
        const [slowest] = reports(trace).filter(({ level }) => level === MANY);
        const [, named] = /^Bottleneck: .* of (\w+)$/m.exec(run.stdout) ?? [];
        if (named === undefined) return 'no thread is named';
        return named === slowest?.by.name
          ? true
          : `the thread is ${slowest?.by.name}, and not ${named}`;
      },
      why: 'All wait for the slowest: to make anything else faster helps nobody.',
      next: 'Profile the work in the thread that does it, and give back how many samples the hot spot has.',
    },
    {
      says: 'duplicatesQuickly() finds as many duplicates as duplicates(), of any orders',
      with: TRIED,
      holds: ({ run }) => {
        const other = tried(run).found;
        return other === FOUND
          ? true
          : `of other orders it found ${other} and not ${FOUND}`;
      },
      why: 'A quick answer that is wrong is worth nothing.',
      next: 'Two orders are equal if day and item are: how many are left when each is taken once?',
    },
    {
      says: "After, the duplicates are nobody's hot spot any more",
      holds: ({ run }) => {
        const spots = hotSpots(run, 'After');
        return spots.join() === 'forecast,forecast,forecast'
          ? true
          : `After: ${spots.join(', ') || 'there is none'}`;
      },
      why: 'Only the second measurement tells whether the cure has helped.',
      next: 'Go through the orders once, and remember what you have seen.',
    },
  ],
} satisfies Checks;

/** Each report begins with a nap. */
function reports(trace: Trace): Step[] {
  return trace
    .of('', 'sleep')
    .filter(({ level, by }) => by.thread !== 0 && (level === MANY || level === FEW));
}

/** The functions that are named under a title. */
function hotSpots(run: Run, title: string): string[] {
  const [, lines = ''] =
    new RegExp(`^${title}:\\n((?: {2}.*\\n)*)`, 'm').exec(run.stdout) ?? [];
  return [...lines.matchAll(/^ {2}\w+: (.+), \d+ %/gm)].map(([, name = '']) => name);
}

/** What was written in the run in place of main(). */
interface Tried {
  result?: unknown;
  seen?: boolean;
  error?: string;
  open?: number;
  spot?: { name?: string; samples?: number; percent?: number; ms?: number };
  found?: number;
}

function tried({ stdout }: Run): Tried {
  const [, json = '{}'] = /^Tried: (.*)$/m.exec(stdout) ?? [];
  return JSON.parse(json);
}
