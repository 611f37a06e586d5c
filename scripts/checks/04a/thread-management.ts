/**
 * What is asked of modules/04a/exercises/thread-management.ts.
 *
 * Solved: solutions/04a/thread-management.ts
 * Solved in other ways: test/fixtures/right/04a/thread-management/
 * Solved wrongly: test/fixtures/wrong/04a/thread-management/
 * Solved, and then spoilt: test/fixtures/mutants/04a/thread-management.*.diff
 * The starter as it was: scripts/starters/04a/thread-management.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { ThreadTrace, Trace } from '../../lib/trace.ts';

const DURATIONS = { Kettle: 600, Toaster: 500, Oven: 700 };
/** So far apart that even on a slow machine their order is no matter of luck. */
const OTHERS = { Pan: 1700, Grill: 900, Pot: 100 };
/** A print that belongs to a step comes within so many ms. */
const SOON = 400;
/** Main rests for most of the time that the threads sleep. */
const REST = 200;

export default {
  hints: [
    'new Thread(import.meta, { target: work, args: [ms], name }) makes a thread; it does nothing before start().',
    'Inside work, currentThread().name is the name of the thread that runs it, and sleepSync(ms) puts this thread to sleep and no other.',
    'Two loops: for (const thread of threads) thread.start(); and then, in a loop of its own, await thread.join();',
  ],
  requirements: [
    {
      says: 'Each of the three is a thread with that name',
      holds: ({ trace }) => {
        const names = trace.of('', 'start').map(({ name }) => name);
        if (names.length === 0) return 'no thread was started';
        const missing = Object.keys(DURATIONS).filter((name) => !names.includes(name));
        if (missing.length > 0) return `nobody is called ${missing.join(' or ')}`;
        return names.length === 3 ? true : `${names.length} threads were started`;
      },
      why: 'By its name one knows a thread in what it prints, in a debugger, and in a list of what runs.',
      next: 'Make one Thread for each entry of DURATIONS, with its name, and start it.',
    },
    {
      says: 'It prints "Kettle: on", sleeps for its time, and prints "Kettle: ready"',
      with: {
        'const DURATIONS = { Kettle: 600, Toaster: 500, Oven: 700 };':
          'const DURATIONS = { Pan: 1700, Grill: 900, Pot: 100 };',
      },
      holds: ({ trace, run }) => {
        for (const [name, ms] of Object.entries(OTHERS)) {
          const slept = napsOf(trace, name).reduce(
            (sum, { level = 0 }) => sum + level,
            0,
          );
          if (slept !== ms) return `with ${name}: ${ms} it slept ${slept} ms`;
          const said = ['on', 'ready'].map((what) => `${name}: ${what}`);
          const missing = said.find((line) => !run.stdout.includes(`${line}\n`));
          if (missing) return `with ${name}: ${ms} nobody printed '${missing}'`;
        }
        return inOrder(trace, run.stdout);
      },
      why: 'What a thread works with is what it was given, so one function does for all three.',
      next: 'In work, call sleepSync(ms) between the two lines that it prints.',
    },
    {
      says: 'All three are on at the same time',
      holds: ({ trace }) => {
        const all = Object.values(DURATIONS);
        if (trace.mostAsleep(...all) === all.length) return true;
        if (trace.mostAlive < all.length) {
          return `at most ${trace.mostAlive} were alive at once`;
        }
        const late = trace.threads.filter((one) => waitedForAnother(trace, one));
        const [first] = late;
        return first ? `${first.name} waited until another one was ready` : true;
      },
      why: 'Only then does breakfast take as long as its longest part, and not as all of them together.',
      next: 'Start all of them first; join in a second loop.',
    },
    {
      says: 'Main waits for all of them, without a sleep of its own, and prints its last two lines when they have ended',
      holds: ({ trace, run }) => {
        const main = trace.threads.find(({ thread }) => thread === 0);
        const timers = trace.timers.filter(({ by }) => by.thread === 0);
        const naps = trace.naps().filter(({ by }) => by.thread === 0);
        if (naps.length + timers.length > 0) return 'main slept';
        const started = main?.events.findLast(({ event }) => event === 'start');
        const ended = main?.events.findLast(({ event }) => event === 'end');
        const rest = (ended?.idle ?? REST) - (started?.idle ?? 0);
        const blocks = main?.events.some(({ event }) => event === 'wait');
        if (rest < REST && !blocks) {
          return 'main asked again and again whether they are ready';
        }
        const [beforeLast, last] = run.stdout.trimEnd().split('\n').slice(-2);
        return beforeLast === 'Alive after the joins: 0' && last === 'Breakfast is ready'
          ? true
          : `the last two lines are '${beforeLast}' and '${last}'`;
      },
      why: 'Nobody knows beforehand how long a thread takes; a join ends when it ends, no sooner and no later.',
      next: 'Await join() of every thread: it takes as long as the thread does.',
    },
  ],
} satisfies Checks;

function napsOf(trace: Trace, name: string) {
  return trace.naps().filter(({ by }) => by.name === name);
}

/** Whether what was printed around the naps stands where they say. */
function inOrder(trace: Trace, stdout: string): true | string {
  const lines = stdout.split('\n');
  const naps = Object.keys(OTHERS).map((name) => {
    const wakes = trace.of('', 'wake').filter(({ by }) => by.name === name);
    const [began, ended] = [napsOf(trace, name)[0]?.at ?? 0, wakes.at(-1)?.at ?? 0];
    const placeOf = (what: string) => lines.indexOf(`${name}: ${what}`);
    return { name, began, ended, on: placeOf('on'), ready: placeOf('ready') };
  });
  for (const one of naps) {
    for (const later of naps) {
      if (one.ended + SOON < later.ended && one.ready > later.ready) {
        return `'${later.name}: ready' came before it had slept`;
      }
      if (one.began + SOON < later.ended && one.on > later.ready) {
        return `'${one.name}: on' came after '${later.name}: ready'`;
      }
    }
  }
  return true;
}

/** Whether it waited for something until another thread had slept. */
function waitedForAnother(trace: Trace, { thread, events }: ThreadTrace): boolean {
  const waits = events.flatMap(({ event, at }, i) => {
    const end = events.slice(i).find((each) => each.event === 'resume');
    return event === 'wait' && end ? [{ from: at, to: end.at }] : [];
  });
  const wakes = trace
    .of('', 'wake')
    .filter(({ by, level = 0 }) => by.thread !== thread && level >= 100);
  return waits.some(({ from, to }) => wakes.some(({ at }) => from < at && at < to));
}
