/** Waits of an explorer's thread: those that block it, those of its event loop, its timers. */
import {
  type Cells,
  nameOf,
  note,
  place,
  seen,
  session,
  took,
  written,
} from './accesses.ts';
import { real, wait, wake } from './layout.ts';
import { access, Broken, steps } from './steps.ts';

/** Waits on the event loop that are under way. */
interface Pending {
  at: number;
  resolve: (how: 'ok' | 'timed-out') => void;
  reject: (error: Error) => void;
}
const pending: Pending[] = [];

export function waitFor(
  cells: Cells,
  index: number,
  value: number,
  ms = Number.POSITIVE_INFINITY,
): string {
  if (!steps.running) return real.wait(cells, index, value, ms);
  const at = enter(cells, index, value, ms, false);
  if (typeof at === 'string') return at;
  session().control.blockMe();
  steps.demandWhole();
  return wakeUp(at);
}

export function waitLater(
  cells: Cells,
  index: number,
  value: number,
  ms = Number.POSITIVE_INFINITY,
): { async: boolean; value: unknown } {
  if (!steps.running) return real.waitAsync(cells, index, value, ms);
  const at = enter(cells, index, value, ms, true);
  if (typeof at === 'string') return { async: false, value: at };
  const later = new Promise((resolve, reject) => pending.push({ at, resolve, reject }));
  // Whoever gave up has nobody who hears that the schedule is over.
  later.catch(() => {});
  return { async: true, value: later };
}

/** Puts a wait into the line of a word; returns where it stands, or why it need not wait. */
function enter(
  cells: Cells,
  index: number,
  value: number,
  ms: number,
  isAsync: boolean,
): number | 'not-equal' | 'timed-out' {
  const region = place(cells);
  steps.demandWhole();
  // What nobody else has is slept on.
  if (region < 0 || steps.isStep(region, index)) steps.point();
  steps.demandWhole();
  const found = real.load(cells, index);
  took(seen.wait, access.acquire, region, index, found);
  if (found !== value) return 'not-equal';
  if (ms <= 0) return 'timed-out';
  const at = session().control.enterWait(isAsync, region, index, value, ms);
  tellWait(region, index, ms);
  return at;
}

/** Whoever was woken at a condition may still wait for the lock that goes with it. */
function subjectOf(region: number): string {
  const { subject } = steps;
  const where = session().regions[region]?.name ?? '';
  return where.startsWith(`${subject}.lock.`) ? `${subject}.lock` : subject;
}

function tellWait(region: number, index: number, ms: number): void {
  const until = Number.isFinite(ms) ? ` for at most ${Math.ceil(ms)} ms` : '';
  if (steps.depth > 0) steps.tell(`waits for ${subjectOf(region)}${until}`);
  else if (region < 0) {
    steps.note('sleep', '', '');
    steps.tell(`sleeps ${Math.ceil(ms)} ms`);
  } else {
    note('wait', region);
    steps.tell(`waits on ${nameOf(region, index)}${until}`);
  }
}

function wakeUp(at: number): 'ok' | 'timed-out' {
  const { control } = session();
  const how = control.get(at);
  const region = control.get(at + wait.region);
  const index = control.get(at + wait.index);
  control.set(at, wake.none);
  steps.learn(how, (seen.wait << 20) ^ (region << 12) ^ index);
  if (region >= 0 && how === wake.notified) steps.log(access.acquire, region, index);
  if (region < 0) steps.note('wake', '', '');
  else if (steps.depth === 0) note('resume', region);
  if (region >= 0 && how === wake.late) steps.tell('wakes up: its time is up');
  else if (steps.depth === 0) steps.tell('wakes up');
  written();
  steps.allowNext();
  return how === wake.late ? 'timed-out' : 'ok';
}

/** A timer of the schedule; returns where it stands. */
export function startTimer(ms: number, action: () => void): number {
  const { control } = session();
  steps.demandWhole();
  const at = control.enterWait(true, -1, 0, 0, Math.max(ms, 0));
  pending.push({ at, resolve: action, reject: () => {} });
  return at;
}

export function stopTimer(at: number): void {
  const i = pending.findIndex((each) => each.at === at);
  if (i < 0) return;
  pending.splice(i, 1);
  session().control.set(at, wake.none);
}

const nextTurn = setImmediate;

/** Lets an async function run to its end: while it has nothing to do, others go on. */
export async function drive<T>(promise: Promise<T>): Promise<T> {
  const { control } = session();
  let settled = false;
  const over = () => {
    settled = true;
  };
  promise.then(over, over);
  for (;;) {
    await new Promise((resolve) => nextTurn(resolve));
    if (control.isBroken) {
      for (const { reject } of pending.splice(0)) reject(new Broken());
      await new Promise((resolve) => nextTurn(resolve));
      throw new Broken();
    }
    // What was given up is still in line, and may have to hand a wake-up on.
    if (settled && pending.length === 0) return promise;
    let next = pending.findIndex(({ at }) => control.get(at) !== wake.waiting);
    if (next < 0) {
      control.blockMe(settled);
      next = pending.findIndex(({ at }) => control.get(at) !== wake.waiting);
    }
    const [woken] = next < 0 ? [] : pending.splice(next, 1);
    if (!woken || control.isBroken) continue;
    const { at, resolve } = woken;
    resolve(wakeUp(at));
  }
}
