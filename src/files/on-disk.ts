import { codeOf } from '../domain/error-code.ts';
import { Stop } from '../domain/failure.ts';

const noFolder = 'The folder does not exist.';
const reasons: Readonly<Record<string, string>> = {
  ENOENT: noFolder,
  ENOTDIR: noFolder,
};

/** Acts on the disk for a file: stops with `file_exists` where one is in the way, with `disk_full` where it cannot be written. */
export async function onDisk<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const code = codeOf(error) || 'unknown error';
    if (code === 'EEXIST') throw new Stop([{ code: 'file_exists', field: path }], 1);
    throw new Stop([{ code: 'disk_full', field: path, detail: reasons[code] ?? `(${code})` }], 1);
  }
}
