export { openDraft } from './draft.ts';
export { handleBytes } from './handle-bytes.ts';
export { lockFile } from './lock-file.ts';
export { onDisk } from './on-disk.ts';
