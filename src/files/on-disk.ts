import { codeOf } from '../domain/error-code.ts';
import { failAt } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';

const noFolder = ['ENOENT', 'ENOTDIR'];

/**
 * Runs a file operation; maps its error to `file_exists` where a file is in the way, to `disk_full` for any other.
 */
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
