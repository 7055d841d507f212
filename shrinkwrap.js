// Makes npm-shrinkwrap.json for the package, so that whoever installs it gets the very versions that were tried, each with its
// checksum. It is the lock file without what is only for development; one file is kept, so the two cannot differ. Runs as `prepack`,
// and with --remove as `postpack`.
//
// What is optional is a development dependency, too: npm would leave it out of a checkout on a Node that is older than it asks for, and the
// lock file knows it as of development only. Here it is made optional again, with all that it needs.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const path = 'npm-shrinkwrap.json';
if (process.argv.includes('--remove')) {
  rmSync(path, { force: true });
} else {
  const { packages, ...lock } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const { '': own, ...others } = packages;
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const root = { ...own, optionalDependencies };
  delete root.devDependencies;
  const optional = new Set();
  const add = (name, from) => {
    const path = [`${from}node_modules/${name}`, `node_modules/${name}`].find((place) => place in others);
    if (path === undefined || optional.has(path)) return;
    optional.add(path);
    for (const needed of Object.keys(others[path].dependencies ?? {})) add(needed, `${path}/`);
  };
  for (const name of Object.keys(optionalDependencies)) add(name, '');
  const shipped = Object.entries(others).flatMap(([path, { dev, ...one }]) => {
    if (dev !== true) return [[path, one]];
    return optional.has(path) ? [[path, { ...one, optional: true }]] : [];
  });
  const shrinkwrap = { ...lock, packages: { '': root, ...Object.fromEntries(shipped) } };
  writeFileSync(path, `${JSON.stringify(shrinkwrap, null, 2)}\n`);
}
