import { execFile } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { print } from '../../modules/core/print.ts';
import { runScript } from './usage.ts';

/** What was measured, and what it is compared with, all in one unit. */
export interface Figure extends Measured {
  /** `ns`, `ms`: less is better. Anything per second: more is better. */
  unit: string;
  /** What nothing of the kind can beat here. */
  limit?: Measured;
  /** What others reach at the same task. */
  peers: Measured[];
}

export interface Measured {
  /** What was measured. */
  name: string;
  value: number;
  /** The most memory that it took, in MiB. A figure without has that of its benchmark. */
  memory?: number | undefined;
}

/**
 * Runs measurements in turns, so that what else the machine does hits all of them alike.
 *
 * @param rounds how often each is run.
 * @param measurements gives a figure each, or undefined for what this machine lacks.
 * @returns the median of each one's figures.
 */
export async function inTurns<Name extends string>(
  rounds: number,
  measurements: Record<Name, () => number | undefined | Promise<number | undefined>>,
): Promise<Record<Name, number | undefined>> {
  const names = Object.keys(measurements) as Name[];
  const figures = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const figure = await measurements[name]();
      if (figure !== undefined) figures.get(name)?.push(figure);
    }
  }
  const median = (sorted: number[]) => sorted[Math.floor(sorted.length / 2)];
  const entries = names.map((name) => [
    name,
    median((figures.get(name) ?? []).sort((a, b) => a - b)),
  ]);
  return Object.fromEntries(entries);
}

/** Those of the figures that could be measured. */
export function measured(figures: Record<string, number | undefined>): Measured[] {
  return Object.entries(figures).flatMap(([name, value]) =>
    value === undefined ? [] : { name, value },
  );
}

/** Runs Python code that prints a number; undefined where there is no python3. */
export async function python(code: string): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)('python3', ['-c', code]).catch(() => ({
    stdout: undefined,
  }));
  return stdout === undefined ? undefined : Number(stdout);
}

/**
 * What a benchmark does when it is run by itself: it prints what it yields as a table, or
 * with `--json` as a line of JSON for each figure.
 */
export function report(figures: AsyncIterable<Figure>): Promise<void> {
  return runScript(async () => {
    const { values } = parseArgs({
      options: { json: { type: 'boolean', default: false } },
    });
    if (!values.json) print(`${machine()}\n\n${heading}`);
    for await (const figure of figures) {
      const memory = process.resourceUsage().maxRSS / 1024;
      const whole = { memory, ...figure };
      print(values.json ? JSON.stringify(whole) : row(whole));
    }
    return 0;
  });
}

/** What was measured on: figures of different machines cannot be compared. */
export function machine(): string {
  const { deno, bun, node } = process.versions;
  const runtime = deno ? `Deno ${deno}` : bun ? `Bun ${bun}` : `Node ${node}`;
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${runtime}, ${availableParallelism()} cores, ${model}`;
}

/** Above the rows. A ratio is that of the figure to what stands in this line. */
export const heading = line('', 'measured', '', 'ratio', 'peak memory');

/** A figure with its limit and its peers below. */
export function row({ unit, limit, peers, ...figure }: Figure): string {
  const measuredLine = ({ name, value, memory }: Measured, ratio = '') =>
    line(
      name,
      value.toFixed(value < 10 ? 2 : 0),
      unit,
      ratio,
      memory === undefined ? '' : `${memory.toFixed(0)} MiB`,
    );
  const others = [
    ...(limit ? [{ ...limit, name: `limit: ${limit.name}` }] : []),
    ...peers,
  ];
  const below = others.map(({ name, value, memory }) => {
    const ratio = `× ${(figure.value / value).toFixed(2)}`;
    return measuredLine({ name: `  ${name}`, value, memory }, ratio);
  });
  return [measuredLine(figure), ...below].join('\n');
}

function line(
  name: string,
  value: string,
  unit: string,
  ratio: string,
  memory: string,
): string {
  const cells = [
    name.padEnd(52),
    value.padStart(8),
    unit.padEnd(9),
    ratio.padStart(8),
    memory.padStart(12),
  ];
  return cells.join(' ').trimEnd();
}
