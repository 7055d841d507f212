import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, unlink } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeOf } from '../../domain/error-code.ts';

/** The maximum number of files of one name in a folder. */
const mostBeside = 1000;

/**
 * Gives a finished file its name without replacing anything: `NAME.csv`, else `NAME-2.csv` and so on; a file that
 * already has the same bytes is used instead. Resolves to the path and removes the draft.
 */
export async function placeBeside(draft: string, path: string, digest: string): Promise<string> {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  try {
    for (let number = 1; number <= mostBeside; number += 1) {
      const place = number === 1 ? path : `${stem}-${number}${ending}`;
      if (await isPlaced(draft, place)) return place;
      if ((await digestOfFile(place)) === digest) return place;
    }
    throw new Error(`${mostBeside} files beside ${path}`);
  } finally {
    await unlink(draft);
  }
}

async function isPlaced(draft: string, place: string): Promise<boolean> {
  try {
    await copyFile(draft, place, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** SHA-256 of a file's bytes, hexadecimal; undefined where there is no such file. */
export async function digestOfFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
