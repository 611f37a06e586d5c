import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  merged,
  type Needs,
  newPackageJson,
  otherVersions,
  tsconfigJson,
} from './copy-package.ts';
import { ORIGIN, type Plan, planOf, type Source, textOf } from './copy-plan.ts';
import type { Lesson } from './lessons.ts';
import { UsageError } from './usage.ts';
import { writeAll } from './write-all.ts';

export interface CopyOptions {
  /** Compiled JavaScript with type declarations, for plain Node. Default: false. */
  js?: boolean;
  /** Overwrites files that are other ones. Default: false. */
  force?: boolean;
}

/** What a copy has done, with paths from its folder on. */
export interface Copied {
  files: string[];
  /** So many files were there already, the same. */
  same: number;
  /** The programs among them: `pool.ts`, or `pool.mts`, or `pool.js`. */
  programs: string[];
  /** Packages that the nearest package.json does not have, with versions. */
  missing: Needs;
  /** Whether they have been added to it: one further up is left alone. */
  added: boolean;
  /** Packages of which it has another version: `piscina ^4.0.0, tested with 5.3.2`. */
  other: string[];
}

/** How a copy differs from what would be copied today, with paths from its folder on. */
export interface Differences {
  missing: string[];
  /** Packages that its package.json does not have. */
  packages: string[];
  /** By file, what changes, as a unified diff. */
  changed: Map<string, string>;
}

/**
 * Copies lessons and parts of the core with all files that they need: lessons at the top of
 * the folder, their own parts and the core in folders beside them. Where there is no project
 * yet it makes one; of a project that is there it changes nothing, but adds to the
 * package.json in the folder the packages that it does not have.
 *
 * In a package of CommonJS the files are named `.mts`, or `.mjs`: lessons await at their top.
 *
 * @throws {UsageError} when other files of these names are there, or would lie outside of
 *   the folder, or cannot be written. Nothing has been written then.
 */
export async function copyInto(
  folder: string,
  sources: Source[],
  { js = false, force = false }: CopyOptions = {},
): Promise<Copied> {
  const { project, needs, programs, files } = await planOf(folder, sources, js);
  const isThere = (file: string) => existsSync(join(folder, file));
  const same = [...files].filter(([file, text]) => textOf(folder, file) === text);
  for (const [file] of same) files.delete(file);
  const others = [...files.keys()].filter(isThere);
  if (others.length > 0 && !force) {
    throw new UsageError(
      `${folder} has other files already: ${others.join(', ')}; choose another folder, or --force to overwrite them`,
    );
  }
  const isOwn = project?.folder === resolve(folder);
  const { missing, text } = merged(project?.text, needs);
  if (isOwn && text !== project.text) files.set('package.json', text);
  if (!project) {
    const fresh = newProject(folder, sources, { needs, programs, js });
    for (const [file, text] of fresh) if (!isThere(file)) files.set(file, text);
  }
  writeAll(folder, files);
  return {
    files: [...files.keys()],
    same: same.length,
    programs,
    missing,
    added: isOwn || !project,
    other: project ? otherVersions(project.text, needs) : [],
  };
}

/** Compares what is in the folder with what would be copied there today. */
export async function differences(
  folder: string,
  sources: Source[],
  { js = false }: Pick<CopyOptions, 'js'> = {},
): Promise<Differences> {
  const { project, needs, files } = await planOf(folder, sources, js);
  // Only here: it is not there where nothing but what lessons need was installed.
  const { createTwoFilesPatch } = await import('diff');
  const found: Differences = { missing: [], packages: [], changed: new Map() };
  for (const [file, text] of files) {
    const there = textOf(folder, file);
    if (there === undefined) found.missing.push(file);
    else if (there !== text) {
      found.changed.set(
        file,
        createTwoFilesPatch(file, file, there, text, 'there', 'new'),
      );
    }
  }
  if (project) found.packages = Object.keys(merged(project.text, needs).missing.run);
  else found.missing.push('package.json');
  return found;
}

/** What makes a project of the files. */
function newProject(
  folder: string,
  sources: Source[],
  { needs, programs, js }: Pick<Plan, 'needs' | 'programs'> & { js: boolean },
): Map<string, string> {
  const name = basename(resolve(folder));
  const begun = sources.map(
    (each) => `- ${typeof each === 'string' ? each : titleOf(each)}`,
  );
  const [program] = programs;
  const start = program && `${js ? 'node' : 'tsx'} ${program}`;
  const run = start ? '\nRun it with `npm install`, then `npm start`.\n' : '';
  const readme = `# ${name}

Begun as a copy from ${ORIGIN}, under the MIT licence:

${begun.join('\n')}
${run}`;
  return new Map([
    ['README.md', readme],
    ...(js ? [] : [['tsconfig.json', tsconfigJson()] as const]),
    // The last one: a project is there when all of it is.
    ['package.json', newPackageJson(name, needs, start)],
  ]);
}

function titleOf({ name, shows }: Lesson): string {
  return `${name}: ${shows || 'a solution'}`;
}
