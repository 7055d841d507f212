import { codeOf } from '../domain/error-code.ts';
import { failAt } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';

const noFolder = ['ENOENT', 'ENOTDIR'];

/** Acts on the disk for a file: stops with `file_exists` where one is in the way, with `disk_full` where it cannot be written. */
export async function onDisk<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const code = codeOf(error) || '?';
    if (code === 'EEXIST') throw failAt(path, 'file_exists');
    const why = noFolder.includes(code) ? message('folder_missing', {}) : message('named', { name: code });
    throw failAt(path, 'disk_full', why);
  }
}
