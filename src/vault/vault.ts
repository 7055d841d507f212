export { keyFileOf, openVault } from './installation-keys.ts';
export { addKey, dropKeys, droppedKeyFileOf, putBackKeys } from './key-file.ts';
export { createVault } from './ring.ts';
