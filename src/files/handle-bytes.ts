import type { FileHandle } from 'node:fs/promises';

const chunkBytes = 128 * 1024;

/** The bytes of an open file from its start, whatever was read of it before; leaves the file open. */
export async function* handleBytes(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const piece = Buffer.allocUnsafe(chunkBytes);
    const { bytesRead } = await handle.read(piece, 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
