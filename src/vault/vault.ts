export { keyFileOf, openVault } from './installation-keys.ts';
export { addKey, dropKeys } from './key-file.ts';
export { createVault } from './ring.ts';
