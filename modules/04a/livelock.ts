/**
 * A livelock — two that give way to each other again and again, and never get through.
 *
 * In Python: the same, with lock.acquire(blocking=False).
 * Here: two threads take two locks in opposite order. Whoever does not get the second one
 * at once gives the first one back and tries again, so nobody ever waits for a lock and
 * there is no deadlock. But each finds the other's first lock taken, gives back at the very
 * moment when the other does, and both have to begin again. They are busy all the time.
 *
 * To pause before one tries again is no cure as long as both pause alike. They have to
 * differ. In real programs chance does that (jitter); here one pauses for one round, the
 * other for two. An order for the locks is the better cure, where one can choose it.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

const ROUNDS = 50;

// A barrier keeps the two in step, as bad luck would: so the worst case comes every time.
export function takeBoth(
  first: Lock,
  second: Lock,
  pause: number,
  meet: Barrier,
): string {
  let [attempts, next] = [0, 1];
  let end = 'never through';
  for (let round = 1; round <= ROUNDS; round++) {
    const tries = round === next;
    if (tries) first.acquire();
    meet.wait(); // whoever tries holds its first lock now
    const hasBoth = tries && second.tryAcquire();
    if (hasBoth) second.release();
    meet.wait(); // and has asked for its second one
    if (!tries) continue;

    attempts++;
    if (hasBoth) end = `through in round ${round}`;
    else next = round + 1 + pause;
    first.release();
  }
  return `${attempts} attempts, ${end}`;
}

async function inOppositeOrder(pauses: [number, number]): Promise<void> {
  const [a, b] = [new Lock('a'), new Lock('b')];
  const meet = new Barrier(2, { timeout: 10_000 });
  const [ada, bob] = [
    new Thread(import.meta, { target: takeBoth, args: [a, b, pauses[0], meet] }),
    new Thread(import.meta, { target: takeBoth, args: [b, a, pauses[1], meet] }),
  ];
  ada.start();
  bob.start();
  print(`Pauses of ${pauses[0]} and ${pauses[1]} rounds:`);
  print(`  Ada: ${await ada.join()}`);
  print(`  Bob: ${await bob.join()}`);
}

async function main(): Promise<void> {
  await inOppositeOrder([0, 0]);
  await inOppositeOrder([1, 1]);
  await inOppositeOrder([1, 2]);
}

if (isMain(import.meta)) await main();

// Output:
// Pauses of 0 and 0 rounds:
//   Ada: 50 attempts, never through
//   Bob: 50 attempts, never through
// Pauses of 1 and 1 rounds:
//   Ada: 25 attempts, never through
//   Bob: 25 attempts, never through
// Pauses of 1 and 2 rounds:
//   Ada: 2 attempts, through in round 3
//   Bob: 2 attempts, through in round 4
