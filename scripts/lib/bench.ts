import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { $, which } from 'zx';
import { print } from '../../modules/core/print.ts';

/** What was measured, and what it is compared with, all in one unit. */
export interface Figure {
  /** What was measured. */
  name: string;
  /** `ns`, `ms`: less is better. Anything per second: more is better. */
  unit: string;
  value: number;
  /** What nothing of the kind can beat here. */
  limit?: Measured;
  /** What others reach at the same task. */
  peers: Measured[];
}

export interface Measured {
  name: string;
  value: number;
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
  if (!(await which('python3', { nothrow: true }))) return undefined;
  const { stdout, exitCode } = await $({
    quiet: true,
    nothrow: true,
  })`python3 -c ${code}`;
  return exitCode === 0 ? Number(stdout) : undefined;
}

/**
 * Prints what a benchmark yields: a table, or with `--json` a line of JSON each; then the
 * most memory that it has used.
 */
export async function report(figures: AsyncIterable<Figure>): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
  });
  if (!values.json) print(machine());
  for await (const figure of figures) {
    print(values.json ? JSON.stringify(figure) : row(figure));
  }
  const memory = process.resourceUsage().maxRSS / 1024;
  if (!values.json) print(`Peak memory: ${memory.toFixed(0)} MB`);
}

/** What was measured on: figures of different machines cannot be compared. */
export function machine(): string {
  const { deno, bun, node } = process.versions;
  const runtime = deno ? `Deno ${deno}` : bun ? `Bun ${bun}` : `Node ${node}`;
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${runtime}, ${availableParallelism()} cores, ${model}`;
}

/** `lock: 22 ns; limit 17 ns, 1.3 times that; CPython 195 ns, 8.9 times that` */
function row({ name, unit, value, limit, peers }: Figure): string {
  const others = [
    ...(limit ? [{ ...limit, name: `limit: ${limit.name}` }] : []),
    ...peers,
  ];
  const lines = others.map(
    (other) =>
      `  ${other.name.padEnd(44)}${amount(other.value, unit)}   × ${(value / other.value).toFixed(2)}`,
  );
  return [`${name.padEnd(46)}${amount(value, unit)}`, ...lines].join('\n');
}

function amount(value: number, unit: string): string {
  return `${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit}`;
}
