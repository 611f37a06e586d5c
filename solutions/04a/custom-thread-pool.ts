/**
 * A thread pool of one's own — it grows and shrinks, has priorities, and stops what hangs.
 *
 * The pool is in custom-thread-pool/pool.ts, to be copied; here it shows what it can do, in
 * the demonstration of the exercise. What has to happen at the same time is waited for there,
 * so that nothing is a matter of luck.
 *
 * A pool in Python could not stop a task that takes too long: it can only stop waiting for
 * it. Here the thread is stopped with it, and the pool goes on with a new one.
 */
import { demonstrate } from '../../modules/04a/exercises/custom-thread-pool/demonstration.ts';
import { isMain } from '../../modules/core/main.ts';
import { ThreadPool } from './custom-thread-pool/pool.ts';

const SIZES = { minThreads: 1, maxThreads: 3, maxWaiting: 5 };
const TIMES = { idleTimeout: 100, timeout: 200 };

if (isMain(import.meta)) await demonstrate(ThreadPool, { ...SIZES, ...TIMES });

// Output:
// Threads at first: 1
// Threads: 3, alive: 3, tasks waiting: 3
// Idle threads ended after <text> ms
// Done: alone
// Threads in the end: 1, alive: 1
// one too many: QueueFullError
// Waiting: 5
// Done: urgent
// Done: urgent, too
// Done: normal
// Done: normal, too
// Done: can wait
// TimeoutError: after <text> ms
// RangeError: no such page
// Done: in time
// too late: refused
// Done: first
// Done: second
// Done: third
// Closed: 3 done
// much too late: refused
// Threads after that: 0, alive: 0
