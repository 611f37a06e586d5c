import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { reasonOf, UsageError } from './usage.ts';

/**
 * Writes files into a folder: all of them or, when one cannot be written, none. Each is
 * written whole beside them first, so that nobody ever sees a half of it.
 *
 * @param files texts by path from the folder on.
 * @throws {UsageError} when one cannot be written, or would lie outside of the folder.
 */
export function writeAll(folder: string, files: Map<string, string>): void {
  if (files.size === 0) return;
  for (const file of files.keys()) refuseOutside(folder, file);
  const made: string[] = [];
  const makeFolder = (path: string) => {
    const first = mkdirSync(path, { recursive: true });
    if (first) made.push(first);
  };
  let [current = ''] = files.keys();
  let drafts: string | undefined;
  try {
    makeFolder(folder);
    drafts = mkdtempSync(join(folder, '.copying-'));
    const moves: [from: string, to: string][] = [];
    for (const [file, text] of files) {
      current = file;
      const place = join(folder, file);
      makeFolder(dirname(place));
      if (isFolder(place)) throw new Error('a folder is there');
      const draft = join(drafts, String(moves.length));
      writeFileSync(draft, text);
      moves.push([draft, place]);
    }
    for (const [draft, place] of moves) renameSync(draft, place);
  } catch (error) {
    for (const path of made.reverse()) rmSync(path, { recursive: true, force: true });
    throw new UsageError(
      `Cannot write ${join(folder, current)}: ${reasonOf(error)}; choose another place`,
    );
  } finally {
    if (drafts) rmSync(drafts, { recursive: true, force: true });
  }
}

/** By its path, or by a link on the way to it, or in its place. */
function refuseOutside(folder: string, file: string): void {
  const target = resolve(folder);
  const path = resolve(target, file);
  let there = path;
  while (there.length > target.length && !isThere(there)) there = dirname(there);
  const isInside =
    path.startsWith(target + sep) &&
    (!isThere(target) || `${realPath(there)}${sep}`.startsWith(realPath(target) + sep));
  if (isInside) return;
  throw new UsageError(
    `${join(folder, file)} would lie outside of ${folder}: remove the link, or choose another folder`,
  );
}

/** A link, too, that leads nowhere. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Empty for a link that leads nowhere. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return '';
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
