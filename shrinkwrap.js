// Makes npm-shrinkwrap.json for the package, so that whoever installs it gets the very versions that were tried, each with its
// checksum. It is the lock file without what is only for development; one file is kept, so the two cannot differ. Runs as `prepack`,
// and with --remove as `postpack`.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const path = 'npm-shrinkwrap.json';
if (process.argv.includes('--remove')) {
  rmSync(path, { force: true });
} else {
  const { packages, ...lock } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const { '': own, ...others } = packages;
  const { devDependencies: _, ...root } = own;
  const shipped = Object.entries(others).filter(([, { dev }]) => dev !== true);
  const shrinkwrap = { ...lock, packages: { '': root, ...Object.fromEntries(shipped) } };
  writeFileSync(path, `${JSON.stringify(shrinkwrap, null, 2)}\n`);
}
