/**
 * A task manager — the most urgent first, and every ending is reported.
 *
 * The manager is in task-manager/manager.ts, to be copied; here it shows what it can do.
 * A task ends in one of three ways, done, failed or cancelled, and its outcome says in
 * which: so an error of one task is a result like others, and stops nobody. Whether it
 * should is a question of policy: those who need each other want 'stop'.
 *
 * In Python a task is cancelled by an exception thrown into it at its await. Here it gets
 * a signal, and the two things that one wants to see are: the one that waited never began,
 * and the one that ran has stopped in the middle of its work, not just been forgotten.
 */
import { demonstrate } from '../../modules/04c/exercises/task-manager/demonstration.ts';
import { TaskManager } from './task-manager/manager.ts';

const LIMIT = 2;
const PRIORITIES = [-1, 0, 0, 9];

await demonstrate(TaskManager, LIMIT, PRIORITIES);

// Output:
// By priority:
//   alarm: done, took 24 ms
//   newsletter: done, took 22 ms
//   invoice: done, took 23 ms
//   tidy up: done, took 21 ms
// As soon as there is room:
//   host: done, has met the last guest
// With failures:
//   draft: cancelled, a mistake
//   upload: cancelled, the line is needed
//   broken: failed, RangeError: no such page
//   backup: done, took 62 ms
//   mail: done, took 63 ms
//   search: cancelled, not wanted any more
//   Begun: 4 of 6, most at once: 2, still running: 0
// All or nothing:
//   debit: failed, RangeError: no such page
//   credit: cancelled, debit has failed
//   receipt: cancelled, debit has failed
//   Still running: 0
