/**
 * `Atomics` of an explorer's thread: what touches memory of the scenario asks who may go
 * on; waits and wake-ups are the schedule's own, first come, first served.
 */
import type { ProbeEvent } from '../sync/probe.ts';
import { type Control, real, wait, wake } from './control.ts';
import { access, Broken, type Session, steps } from './steps.ts';
import { originalOf } from './watched.ts';

/** Marks what was read in what a thread knows. */
const seen = { load: 1, store: 2, change: 3, exchange: 4, wait: 5, notify: 6 };

/** So many loads of a word in a row are steps, as long as it does not change. */
const SPIN_LOADS = 8;

type Cells = Int32Array;
type Change = 'add' | 'sub' | 'and' | 'or' | 'xor' | 'exchange';

/** Waits on the event loop that are under way. */
interface Pending {
  at: number;
  resolve: (how: 'ok' | 'timed-out') => void;
  reject: (error: Error) => void;
}
const pending: Pending[] = [];

export function replaceAtomics(): void {
  for (const name of ['add', 'sub', 'and', 'or', 'xor', 'exchange'] as const) {
    define(name, (cells, index, value) => change(name, cells, index, value));
  }
  define('load', load);
  define('store', store);
  define('compareExchange', compareExchange);
  define('wait', waitFor);
  define('waitAsync', waitLater);
  define('notify', notify);
}

function define(
  name: keyof typeof real,
  replacement: (cells: Cells, index: number, a: number, b: number) => unknown,
): void {
  const replaced = (cells: Cells, ...rest: [number, number, number]) =>
    replacement(originalOf(cells), ...rest);
  Object.defineProperty(Atomics, name, { value: replaced });
}

/** Where it is, if it is seen at all. */
function place(cells: Cells): number {
  return steps.numberOf(cells.buffer);
}

function session(): Session {
  return steps.session as Session;
}

function nameOf(region: number, index: number): string {
  return `${session().regions[region]?.name}[${index}]`;
}

/** What is done to an array of the scenario's own. */
function note(event: ProbeEvent, region: number): void {
  const found = session().regions[region];
  if (found?.kind === 'bare') steps.note(event, 'Array', found.name);
}

/** After an operation that counts. */
function took(
  kind: number,
  how: number,
  region: number,
  index: number,
  result: number,
): void {
  const { regions } = session();
  const type = regions[region]?.kind;
  if (type === 'core' || type === 'bare') steps.log(how, region, index);
  note(
    kind === seen.notify ? 'notify' : how === access.acquire ? 'read' : 'write',
    region,
  );
  if (!steps.isStep(region, index)) return;
  steps.learn(result, (kind << 20) ^ (region << 12) ^ index);
  if (type === 'bare') steps.learnPlain(true);
}

function load(cells: Cells, index: number): number {
  const region = place(cells);
  if (region < 0) return real.load(cells, index);
  const isStep = steps.isStep(region, index);
  // Whoever ends goes through all of the table.
  if (!isStep && region === 0) return real.load(cells, index);
  if (isStep) {
    // The same value again and again, with nothing in between: it spins, and that is none.
    const last = steps.lastLoad;
    const same = last.region === region && last.index === index;
    if (!same || real.load(cells, index) !== last.value) {
      steps.lastLoad = { region, index, value: 0, times: 0 };
    }
    if (steps.lastLoad.times < SPIN_LOADS) steps.point();
    steps.lastLoad.times++;
  }
  const value = real.load(cells, index);
  if (isStep) steps.lastLoad.value = value;
  took(seen.load, access.acquire, region, index, value);
  if (isStep && steps.lastLoad.times <= SPIN_LOADS)
    steps.tell(`loads ${nameOf(region, index)}: ${value}`);
  if (isStep) steps.hasRead();
  return value;
}

function written(): void {
  steps.lastLoad.region = -1;
  steps.hasWritten();
}

function store(cells: Cells, index: number, value: number): number {
  const region = place(cells);
  if (region < 0) return real.store(cells, index, value);
  const isStep = steps.isStep(region, index);
  if (isStep) steps.point();
  const before = cells[index];
  real.store(cells, index, value);
  took(seen.store, access.release, region, index, 0);
  if (isStep) steps.tell(`stores ${nameOf(region, index)}: ${before} → ${value}`);
  written();
  return value;
}

function change(name: Change, cells: Cells, index: number, value: number): number {
  const region = place(cells);
  if (region < 0) return real[name](cells, index, value);
  const isStep = steps.isStep(region, index);
  if (isStep) steps.point();
  const before = real[name](cells, index, value);
  took(seen.change, access.both, region, index, before);
  if (isStep) steps.tell(`changes ${nameOf(region, index)}: ${before} → ${cells[index]}`);
  written();
  return before;
}

function compareExchange(
  cells: Cells,
  index: number,
  expected: number,
  value: number,
): number {
  const region = place(cells);
  if (region < 0) return real.compareExchange(cells, index, expected, value);
  const isStep = steps.isStep(region, index);
  if (isStep) steps.point();
  const before = real.compareExchange(cells, index, expected, value);
  const done = before === expected;
  took(seen.exchange, done ? access.both : access.acquire, region, index, before);
  if (isStep && done) steps.learnPlain(false);
  if (isStep) {
    const where = nameOf(region, index);
    steps.tell(
      done
        ? `exchanges ${where}: ${before} → ${value}`
        : `does not exchange ${where}: it is ${before}, not ${expected}`,
    );
  }
  if (done) written();
  else steps.lastLoad.region = -1;
  return before;
}

function waitFor(
  cells: Cells,
  index: number,
  value: number,
  ms = Number.POSITIVE_INFINITY,
): string {
  if (!steps.running) return real.wait(cells, index, value, ms);
  const region = place(cells);
  const { control } = session();
  steps.demandWhole();
  if (region < 0 || steps.isStep(region, index)) steps.point();
  steps.demandWhole();
  if (real.load(cells, index) !== value) {
    took(seen.wait, access.acquire, region, index, 3);
    return 'not-equal';
  }
  const at = control.enterWait(false, region, index, value, ms);
  tellWait(region, index, ms);
  control.blockMe();
  steps.demandWhole();
  return end(control, at, region, index);
}

/** Who was woken at a condition may still wait for the lock that goes with it. */
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

function end(control: Control, at: number, region: number, index: number) {
  const how = control.get(at);
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

function notify(cells: Cells, index: number, count = Number.POSITIVE_INFINITY): number {
  const region = place(cells);
  if (region < 0) return real.notify(cells, index, count);
  const isStep = steps.isStep(region, index);
  if (isStep) steps.point();
  const { control } = session();
  const woken = control.isBroken ? 0 : control.notify(region, index, count);
  took(seen.notify, access.release, region, index, woken);
  if (isStep) steps.tell(`notifies ${nameOf(region, index)}: ${woken}`);
  written();
  return woken;
}

function waitLater(
  cells: Cells,
  index: number,
  value: number,
  ms = Number.POSITIVE_INFINITY,
): { async: boolean; value: unknown } {
  if (!steps.running) return real.waitAsync(cells, index, value, ms);
  steps.demandWhole();
  const region = place(cells);
  const { control } = session();
  if (region >= 0 && steps.isStep(region, index)) steps.point();
  steps.demandWhole();
  if (real.load(cells, index) !== value) return { async: false, value: 'not-equal' };
  if (ms <= 0) return { async: false, value: 'timed-out' };
  const at = control.enterWait(true, region, index, value, ms);
  tellWait(region, index, ms);
  const later = new Promise((resolve, reject) => pending.push({ at, resolve, reject }));
  // Whoever gave up has nobody who hears that the schedule is over.
  later.catch(() => {});
  return { async: true, value: later };
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
    const region = control.get(at + wait.region);
    resolve(end(control, at, region, control.get(at + wait.index)));
  }
}
