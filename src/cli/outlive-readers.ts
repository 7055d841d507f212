import type { Writable } from 'node:stream';

/** Lets the program go on where whoever reads its output has left (`| head -1`): what was begun is done all the same. */
export function outliveReaders(outputs: readonly Writable[]): void {
  for (const output of outputs) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
