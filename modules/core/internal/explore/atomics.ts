/**
 * `Atomics` of an explorer's thread: what touches memory of the scenario asks who may go
 * on; waits and wake-ups are the schedule's own, first come, first served.
 */
import { type Cells, nameOf, place, seen, session, took, written } from './accesses.ts';
import { real } from './layout.ts';
import { waitFor, waitLater } from './sleeping.ts';
import { access, steps } from './steps.ts';
import { originalOf } from './watched.ts';

/** So many loads of a word in a row are steps, as long as it does not change. */
const SPIN_LOADS = 8;

type Change = 'add' | 'sub' | 'and' | 'or' | 'xor' | 'exchange';

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
