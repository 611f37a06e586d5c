/**
 * A score dashboard — workers report through a queue, and one thread writes.
 *
 * In Python: two threads print their sport's score, five times each, under one lock. That
 * is right, as long as everybody who prints knows the lock and takes it.
 * Here: one thread has the scores, and nobody else can reach them. The others send what
 * happened. What has one owner needs no lock: it does one update after the other, and
 * each line shows a board on which all scores are of the same moment.
 */
import { Barrier } from '../core/barrier.ts';
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue, QueueShutDownError } from '../core/queue.ts';
import { Thread } from '../core/thread.ts';

const SPORTS = ['Football', 'Basketball'];
const UPDATES = 5;

type Goal = { sport: string; reporter: string };

// The reporters meet before each goal: neither gets ahead of the other by more than one.
export function report(sport: string, goals: Queue<Goal>, bothHere: Barrier): void {
  for (let i = 0; i < UPDATES; i++) {
    bothHere.wait();
    goals.put({ sport, reporter: currentThread().name });
  }
}

export function showScores(goals: Queue<Goal>) {
  const scores = new Map(SPORTS.map((sport) => [sport, 0]));
  const reporters = new Set<string>();
  try {
    for (;;) {
      const { sport, reporter } = goals.get();
      reporters.add(reporter);
      scores.set(sport, (scores.get(sport) ?? 0) + 1);
      const board = [...scores].map(([name, score]) => `${name} ${score}`);
      print(`${currentThread().name}: ${board.join(', ')}`);
    }
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
    return { scores, reporters: [...reporters].sort() };
  }
}

async function main(): Promise<void> {
  const goals = new Queue<Goal>();
  const bothHere = new Barrier(SPORTS.length, { timeout: 10_000 });
  const dashboard = new Thread(import.meta, {
    target: showScores,
    args: [goals],
    name: 'Dashboard',
  });
  const reporters = SPORTS.map(
    (sport) =>
      new Thread(import.meta, {
        target: report,
        args: [sport, goals, bothHere],
        name: `Reporter of ${sport}`,
      }),
  );
  for (const thread of [dashboard, ...reporters]) thread.start();
  for (const thread of reporters) await thread.join();
  goals.shutdown();

  const end = await dashboard.join();
  print('Reported by:', end.reporters);
  print('All updates completed:', end.scores);
}

if (isMain(import.meta)) await main();

// Output:
// Dashboard: Football <int 0..1>, Basketball <int 0..1>
// Dashboard: Football 1, Basketball 1
// Dashboard: Football <int 1..2>, Basketball <int 1..2>
// Dashboard: Football 2, Basketball 2
// Dashboard: Football <int 2..3>, Basketball <int 2..3>
// Dashboard: Football 3, Basketball 3
// Dashboard: Football <int 3..4>, Basketball <int 3..4>
// Dashboard: Football 4, Basketball 4
// Dashboard: Football <int 4..5>, Basketball <int 4..5>
// Dashboard: Football 5, Basketball 5
// Reported by: ['Reporter of Basketball', 'Reporter of Football']
// All updates completed: Map {'Football' => 5, 'Basketball' => 5}
