/**
 * Threads and tasks that do everything at once with every primitive, in an order that
 * chance decides: whether they keep out whom they should, lose nothing, and never hang.
 *
 *   npx tsx test/stress.ts                          a million operations
 *   npx tsx test/stress.ts --seed 7                 from this seed, which decides all but
 *                                                   what the scheduler does
 *   npx tsx test/stress.ts --operations 20000
 */

import { parseArgs } from 'node:util';
import { probe, randomFrom } from '../modules/core/internal/sync/probe.ts';
import { isMain } from '../modules/core/main.ts';
import { print } from '../modules/core/print.ts';
import { Thread } from '../modules/core/thread.ts';
import { stopwatch } from '../modules/core/time.ts';
import { countOption, runScript } from '../scripts/lib/usage.ts';
import { stumble } from './core/waiting.ts';
import { work } from './stress/stations.ts';
import { dropNet } from './stress/waits.ts';
import {
  type Actor,
  createWorld,
  doings,
  Player,
  type Station,
  side,
  stations,
  type World,
} from './stress/world.ts';

const help = `Usage: npx tsx test/stress.ts [options]

  --seed N         where chance begins (default: another one each time)
  --operations N   how many, more or less (default: 1000000)
  --help           show this`;

/** Each round has threads, and a mix, of its own. */
const ROUND = 100_000;
/** In the chaos mode an operation takes this much longer, and so there are fewer of them. */
const CHAOS = 25;
/** When nothing at all happens for so long, in ms, a wake-up is lost. */
const PATIENCE = 20_000;

/** What became of a run. */
export interface Report {
  /** How many operations there were, of how many threads and tasks. */
  text: string;
  /** What was broken; undefined when all was well. */
  broken?: string;
}

/**
 * One round, calm or in the chaos mode.
 *
 * @param seed decides how many threads there are, who works where, and what they do.
 */
export async function stress(
  seed: number,
  operations: number,
  chaos: boolean,
): Promise<Report> {
  const crews = hire(seed);
  const actors = crews.flat();
  const world = createWorld(seed, actors, operations, chaos);
  const watch = stopwatch();

  const before = process.env.LESSON_CHAOS;
  // The threads look at it when they load the core.
  if (chaos) process.env.LESSON_CHAOS = String(seed);
  else delete process.env.LESSON_CHAOS;
  const threads = crews.map((crew) => {
    const options = { target: play, args: [world, crew], daemon: true };
    const thread = new Thread(import.meta, options as never);
    thread.start();
    return thread;
  });
  if (before === undefined) delete process.env.LESSON_CHAOS;
  else process.env.LESSON_CHAOS = before;

  const timer = new Watchdog(world);
  let broken: string | undefined;
  try {
    await Promise.race([Promise.all(threads.map((thread) => thread.join())), timer.bite]);
    broken = whatIsWrong(world);
  } catch (error) {
    broken = `${(error as Error).message}\n${whatTheyDo(world, actors)}`;
    for (const thread of threads) {
      thread.join().catch(() => {});
      await thread.terminate();
    }
  } finally {
    timer.stop();
  }
  const mode = chaos ? 'chaos' : 'calm';
  const done = world.done.reduce((a, b) => a + b);
  const who = `${threads.length} threads, ${actors.length} actors`;
  const text = `seed ${seed}, ${mode}: ${who}, ${done} operations, ${watch}`;
  return broken === undefined ? { text } : { text, broken };
}

/** Decides who works where: some threads have one actor, who blocks, the others several. */
function hire(seed: number): Actor[][] {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const threads = 4 + below(5);
  const blocking = 2 + below(threads - 3);
  // Every station has two at least.
  const seats: Station[] = [...stations, ...stations];
  for (let more = below(7); more > 0; more--) {
    seats.push(stations[below(stations.length)] as Station);
  }
  const roles = new Map<Station, number>();
  const people = seats.map((station): Omit<Actor, 'blocking' | 'number'> => {
    const role = roles.get(station) ?? 0;
    roles.set(station, role + 1);
    return { station, role };
  });
  for (let i = people.length - 1; i > 0; i--) {
    const k = below(i + 1);
    [people[i], people[k]] = [people[k] as never, people[i] as never];
  }
  const crews: Actor[][] = Array.from({ length: threads }, () => []);
  for (const [number, person] of people.entries()) {
    const among = number - blocking;
    const crew = among < 0 ? number : blocking + (among % (threads - blocking));
    crews[crew]?.push({ ...person, number, blocking: among < 0 });
  }
  return crews;
}

/** What each thread does. */
export async function play(world: World, crew: Actor[]): Promise<void> {
  if (world.chaos !== (probe !== undefined)) throw new Error('No chaos, or too much');
  dropNet();
  if (world.chaos) stumble(world.seed + Number(crew[0]?.number));
  await Promise.all(crew.map((actor) => work(new Player(world, actor))));
}

/** Looks whether anything still goes on. */
class Watchdog {
  readonly bite: Promise<never>;
  #timer: NodeJS.Timeout | undefined;

  constructor({ done }: World) {
    let [last, since] = [0, performance.now()];
    this.bite = new Promise((_, reject) => {
      this.#timer = setInterval(() => {
        const now = done.reduce((a, b) => a + b);
        if (now !== last) [last, since] = [now, performance.now()];
        else if (performance.now() - since > PATIENCE) {
          reject(new Error(`Nothing has gone on for ${PATIENCE / 1000} s`));
        }
      }, 250);
    });
    this.bite.catch(() => {});
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** What all must have come to in the end. */
function whatIsWrong(world: World): string | undefined {
  const { lock, rlock, semaphore, bounded, side: cells } = world;
  const wrong: string[] = [];
  const demand = (isSo: boolean, what: string) => void (isSo || wrong.push(what));
  const of = (name: keyof typeof side) => cells[side[name]];
  demand(of('lockCount') === of('lockTimes'), 'Lock: an update was lost');
  demand(of('rlockCount') === of('rlockTimes'), 'RLock: an update was lost');
  for (const [one, text] of [
    [lock, 'unlocked'],
    [rlock, 'unlocked'],
    [semaphore, '=3'],
    [bounded, '=2/2'],
    [world.notEmpty, '<Condition 0 waiting, <unlocked'],
    [world.notFull, '<Condition 0 waiting'],
    [world.barrier, 'waiters=0/'],
    ...Object.values(world.queues).map((queue) => [queue, ' 0 ']),
  ]) {
    demand(String(one).includes(String(text)), `In the end there is ${one}`);
  }
  for (const [station, { marks, steps, actors }] of Object.entries(world.places)) {
    const all = steps * (station === 'Event' ? actors : Math.ceil(actors / 2));
    const once = marks.reduce((count, times) => count + Number(times === 1), 0);
    // Not all meetings at the barrier take place.
    const due = station === 'Barrier' ? once : all;
    const most = marks.reduce((a, b) => Math.max(a, b), 0);
    const text = `${station}: ${once} of ${due} things happened, one ${most} times`;
    demand(once === due && most === 1, text);
  }
  return wrong.length > 0 ? wrong.join('\n') : undefined;
}

function whatTheyDo({ doing, done }: World, actors: Actor[]): string {
  return actors
    .map(({ number, station, role, blocking }) => {
      const what = doings[doing[number] ?? 0];
      const how = blocking ? 'blocking' : 'async';
      return `  ${station} ${role} (${how}): ${what}, after ${done[number]} operations`;
    })
    .join('\n');
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      operations: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const random = 1 + Math.floor(Math.random() * 1_000_000);
  const first = countOption('seed', values.seed, random);
  const operations = countOption('operations', values.operations, 1_000_000);
  const rounds = Math.ceil(operations / ROUND);
  const each = Math.ceil(operations / rounds);
  for (let seed = first; seed < first + rounds; seed++) {
    for (const chaos of [false, true]) {
      const { text, broken } = await stress(seed, chaos ? each / CHAOS : each, chaos);
      print(text);
      if (broken === undefined) continue;
      print(`Broken: ${broken}`);
      print(`Again: npx tsx test/stress.ts --seed ${seed} --operations ${each}`);
      return 1;
    }
  }
  return 0;
}

if (isMain(import.meta)) await runScript(main);
