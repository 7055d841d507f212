export { type Draft, openDraft } from './draft.ts';
export { lockFile } from './lock-file.ts';
export { onDisk } from './on-disk.ts';
