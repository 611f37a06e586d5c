/** What the file system does not do by itself: the little that output and journal share. */
import { createHash, type Hash } from 'node:crypto';
import { openSync, readSync, statSync, writeSync } from 'node:fs';

/**
 * Opens what is a file, or is going to be one.
 *
 * @throws as {@link demandFile} does.
 */
export function openFile(path: string, flags: string): number {
  demandFile(path);
  return openSync(path, flags);
}

/** @throws for a device, on which nothing stays, and for a pipe, which may wait for ever. */
export function demandFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    throw new Error('it is no regular file');
  }
}

/** Writes all of it: the system may take less at once. */
export function writeAt(file: number, position: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
  }
}

/** Reads that many bytes; fewer where the file ends. */
export function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
}

/** SHA-256 of the first bytes of a file, which can go on. */
export function hashOf(file: number, length: number): Hash {
  const hash = createHash('sha256');
  for (let at = 0; at < length; ) {
    const piece = readAt(file, at, Math.min(65_536, length - at));
    if (piece.length === 0) break;
    hash.update(piece);
    at += piece.length;
  }
  return hash;
}
