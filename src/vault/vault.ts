export { keyFileOf, openVault } from './installation-keys.ts';
export { addKey, dropKeys, putBackKeys } from './key-file.ts';
export { createVault } from './ring.ts';
