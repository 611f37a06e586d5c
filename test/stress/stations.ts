/** The work at each station, and what has to be true in all its mixes. */

import { BrokenBarrierError } from '../../modules/core/barrier.ts';
import { randomFrom } from '../../modules/core/internal/sync/probe.ts';
import { show } from '../../modules/core/print.ts';
import { type Queue, QueueShutDownError } from '../../modules/core/queue.ts';
import { BUFFER, cell, type Item, type Player, type Station } from './world.ts';

/** Does an actor's work from the beginning to the end. */
export async function work(player: Player): Promise<void> {
  await stationWork[player.actor.station](player);
  player.says('nothing any more');
}

const stationWork: Record<Station, (player: Player) => Promise<void>> = {
  Queue: (player) => workAtQueue(player, player.world.queues.Queue),
  LifoQueue: (player) => workAtQueue(player, player.world.queues.LifoQueue),
  PriorityQueue: (player) => workAtQueue(player, player.world.queues.PriorityQueue),
  Condition: (player) => (isGiver(player) ? fillBuffer(player) : emptyBuffer(player)),
  Barrier: meet,
  Event: passOn,
};

function isGiver({ actor }: Player): boolean {
  return actor.role % 2 === 0;
}

/** Marks what has to happen once; each giver's things have words of their own. */
function markOnce(player: Player, index: number, what: string): void {
  const times = Atomics.add(player.place.marks, index, 1) + 1;
  player.demand(times === 1, `${what} ${times} times`);
}

/** The last giver to end closes the station. */
function isLastGiver({ place }: Player): boolean {
  return Atomics.sub(place.cells, cell.givers, 1) === 1;
}

/** A value of many kinds and sizes, which follows from the item's number. */
function loadOf(giver: number, n: number): unknown {
  const text = 'ab é'.repeat((n * 7 + giver) % 20);
  switch (n % 9) {
    case 0:
      return n / 3;
    case 1:
      return text;
    case 2:
      return { giver, list: [n, text, { deep: null }] };
    case 3:
      return new Uint8Array(n % 60).fill(n);
    case 4:
      return new Map([[n, text]]);
    case 5:
      return undefined;
    case 6:
      return n % 5 === 0 ? `${text}漢`.repeat(80) : `${text}漢`;
    case 7:
      return [-n, new Date(n), giver % 2 === 0];
    default:
      return BigInt(n) ** 3n;
  }
}

async function workAtQueue(player: Player, queue: Queue<Item>): Promise<void> {
  if (isGiver(player)) await putAll(player, queue);
  else await getAll(player, queue);
}

async function putAll(player: Player, queue: Queue<Item>): Promise<void> {
  const { blocking, actor, place } = player;
  for (let n = 0; n < place.steps; n++) {
    await player.besides();
    const what = { giver: actor.role / 2, n, load: loadOf(actor.role, n) };
    const item: Item = [player.below(10) - 5, what];
    await player.insist('put', (options) =>
      blocking ? queue.put(item, options) : queue.putAsync(item, options),
    );
    player.did();
    if (player.random() < 0.01) queue.maxsize = player.below(6);
    if (player.random() < 0.002) await joinAll(player, queue);
  }
  if (!isLastGiver(player)) return;
  await joinAll(player, queue);
  player.demand(queue.empty(), `${queue}: all is done, but some is left`);
  queue.shutdown();
}

async function joinAll(player: Player, queue: Queue<Item>): Promise<void> {
  await player.insist('join', (options) =>
    player.blocking ? queue.join(options) : queue.joinAsync(options),
  );
}

async function getAll(player: Player, queue: Queue<Item>): Promise<void> {
  const { blocking, actor, place } = player;
  const last = new Map<number, number>();
  for (;;) {
    await player.besides();
    let item: Item;
    try {
      item = await player.insist('get', (options) =>
        blocking ? queue.get(options) : queue.getAsync(options),
      );
    } catch (error) {
      if (error instanceof QueueShutDownError) return;
      throw error;
    }
    const [, { giver, n, load }] = item;
    const name = `${actor.station}: item ${n} of giver ${giver}`;
    markOnce(player, giver * place.steps + n, `${name} was delivered`);
    player.demand(show(load) === show(loadOf(2 * giver, n)), `${name}: not what was put`);
    if (actor.station === 'Queue') {
      const before = last.get(giver) ?? -1;
      player.demand(before < n, `${name} came after item ${before}`);
      last.set(giver, n);
    }
    queue.taskDone();
    player.did();
  }
}

/** Does something under the lock of the two conditions, alone. */
async function guarded(player: Player, action: () => Promise<void>): Promise<void> {
  const { lock } = player.world.notEmpty;
  await player.insist('Condition.acquire', (options) =>
    player.blocking ? lock.acquire(options) : lock.acquireAsync(options),
  );
  await action();
  lock.release();
}

/** Waits under the lock, and from then on has to be alone until the end of the action. */
async function waitFor(
  player: Player,
  condition: 'notEmpty' | 'notFull',
  predicate: () => boolean,
): Promise<void> {
  const { [condition]: one } = player.world;
  await player.insist('Condition.waitFor', (options) =>
    player.blocking
      ? one.waitFor(predicate, options)
      : one.waitForAsync(predicate, options),
  );
  player.demand(predicate(), 'Condition: what was waited for is not so');
}

async function alone(player: Player, action: () => void): Promise<void> {
  const { cells } = player.place;
  const first = Atomics.add(cells, cell.inside, 1) === 0;
  player.demand(first, 'Condition: two hold its lock');
  await player.letOthers();
  action();
  Atomics.sub(cells, cell.inside, 1);
}

async function fillBuffer(player: Player): Promise<void> {
  const { actor, place, world } = player;
  const { cells, steps } = place;
  const count = () => cells[cell.count] as number;
  for (let n = 0; n < steps; n++) {
    await player.besides();
    await guarded(player, async () => {
      await waitFor(player, 'notFull', () => count() < BUFFER);
      await alone(player, () => {
        const at = ((cells[cell.first] as number) + count()) % BUFFER;
        cells[cell.buffer + at] = (actor.role / 2) * steps + n;
        cells[cell.count] = count() + 1;
        world.notEmpty.notify();
      });
    });
    player.did();
  }
  if (!isLastGiver(player)) return;
  await guarded(player, async () => {
    cells[cell.closed] = 1;
    world.notEmpty.notifyAll();
  });
}

async function emptyBuffer(player: Player): Promise<void> {
  const { place, world } = player;
  const { cells, steps } = place;
  const last = new Map<number, number>();
  const count = () => cells[cell.count] as number;
  for (let open = true; open; ) {
    await player.besides();
    await guarded(player, async () => {
      await waitFor(
        player,
        'notEmpty',
        () => count() > 0 || Atomics.load(cells, cell.closed) === 1,
      );
      await alone(player, () => {
        open = count() > 0;
        if (!open) return;
        const first = cells[cell.first] as number;
        const index = cells[cell.buffer + first] as number;
        cells[cell.first] = (first + 1) % BUFFER;
        cells[cell.count] = count() - 1;
        world.notFull.notify();
        const [giver, n] = [Math.floor(index / steps), index % steps];
        const name = `Condition: item ${n} of giver ${giver}`;
        markOnce(player, index, `${name} was taken`);
        player.demand((last.get(giver) ?? -1) < n, `${name} came late`);
        last.set(giver, n);
      });
    });
    player.did();
  }
}

async function meet(player: Player): Promise<void> {
  const { actor, place, world } = player;
  const { cells, steps, actors } = place;
  const broken = randomFrom(world.seed);
  let expected = 0;
  let actions = 0;
  for (let n = 0; n < steps; n++) {
    await player.besides();
    // All of them draw the same: now and then one breaks the barrier for the others.
    if (broken() < 0.02) {
      await breakAndMend(player, n % actors === actor.role);
    } else {
      expected += actors;
      actions++;
      Atomics.add(cells, cell.arrived, 1);
      const index = await waitAt(player, 'barrier', () => {
        const arrived = Atomics.load(cells, cell.arrived);
        const here = `Barrier: ${arrived - expected + actors} of ${actors} are here`;
        player.demand(arrived === expected, `${here} at the action`);
        Atomics.add(cells, cell.actions, 1);
      });
      player.demand(
        Atomics.load(cells, cell.arrived) >= expected,
        'Barrier: let one pass before all were here',
      );
      // The next one's cannot run before this party has come again.
      const ran = Atomics.load(cells, cell.actions);
      player.demand(ran === actions, `Barrier: ${ran} actions in ${actions} meetings`);
      markOnce(player, n * actors + index, `Barrier: index ${index} was given`);
    }
    player.did();
  }
}

function waitAt(
  player: Player,
  which: 'barrier' | 'mended',
  action: () => void,
): number | Promise<number> {
  const { [which]: barrier } = player.world;
  player.says('Barrier.wait');
  return player.blocking ? barrier.wait({ action }) : barrier.waitAsync({ action });
}

async function breakAndMend(player: Player, breaks: boolean): Promise<void> {
  const { barrier } = player.world;
  if (breaks) barrier.abort();
  else {
    try {
      await waitAt(player, 'barrier', () => {});
      throw new Error('Barrier: let one pass though another never came');
    } catch (error) {
      if (!(error instanceof BrokenBarrierError)) throw error;
    }
  }
  await waitAt(player, 'mended', () => barrier.reset());
}

async function passOn(player: Player): Promise<void> {
  const { actor, place, world } = player;
  const mine = world.ring[actor.role];
  const next = world.ring[(actor.role + 1) % place.actors];
  for (let n = 0; n < place.steps; n++) {
    await player.besides();
    await player.insist('Event.wait', (options) =>
      player.blocking ? mine?.wait(options) : mine?.waitAsync(options),
    );
    mine?.clear();
    const first = Atomics.add(place.cells, cell.inside, 1) === 0;
    player.demand(first, 'Event: two have their turn at once');
    const count = place.cells[cell.count] as number;
    await player.letOthers();
    place.cells[cell.count] = count + 1;
    markOnce(player, actor.role * place.steps + n, 'Event: a turn was taken');
    Atomics.sub(place.cells, cell.inside, 1);
    next?.set();
    player.did();
  }
}
