export { lockFile } from './lock-file.ts';
