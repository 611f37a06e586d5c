/** The words of a command line: which options there are, and what their numbers may be. */
import { parseArgs } from 'node:util';

/** What was asked for makes no sense; the message says why. */
export class UsageError extends Error {}

/** @throws {UsageError} for an option that there is not. */
export function parseWords(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        pages: { type: 'string', default: '10' },
        sitemap: { type: 'string', multiple: true, default: [] },
        follow: { type: 'boolean', default: false },
        links: { type: 'string' },
        'max-pages': { type: 'string' },
        'max-depth': { type: 'string' },
        'max-time': { type: 'string', default: '86400' },
        select: { type: 'string' },
        field: { type: 'string', multiple: true, default: [] },
        extractor: { type: 'string' },
        concurrency: { type: 'string', default: '8' },
        'per-host': { type: 'string', default: '4' },
        delay: { type: 'string' },
        auto: { type: 'boolean', default: false },
        timeout: { type: 'string', default: '30' },
        retries: { type: 'string', default: '3' },
        'max-wait': { type: 'string', default: '300' },
        'max-body': { type: 'string', default: '10' },
        input: { type: 'string' },
        out: { type: 'string' },
        log: { type: 'string' },
        resume: { type: 'boolean', default: false },
        'csv-raw': { type: 'boolean', default: false },
        'allow-private': { type: 'boolean', default: false },
        'ignore-robots': { type: 'boolean', default: false },
        cache: { type: 'string' },
        'no-cookies': { type: 'boolean', default: false },
        'user-agent': {
          type: 'string',
          default: 'concurrency-course/1.0 (practice scraper)',
        },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message.replaceAll('\n', ' ')); // it names the option
  }
}

/** @throws {UsageError} unless it is a whole number within these limits. */
export function count(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  const limit = value > most ? `most ${most}` : `least ${least}`;
  throw new UsageError(
    `--${name} takes a whole number of at ${limit}, received '${text}'`,
  );
}

/** @throws {UsageError} unless it is a number within these limits. */
export function amount(name: string, text: string, least: number, most: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `--${name} takes a number from ${least} to ${most}, received '${text}'`,
  );
}
