// Builds dist/: the compiled program and the Lua scripts beside it. Runs as `prepare`, so it does
// nothing where no compiler is installed (npm ci --omit=dev of a checkout that was built before).
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync } from 'node:fs';

const compiler = 'node_modules/typescript/bin/tsc';
if (existsSync(compiler)) {
  const compiled = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  if (compiled.status !== 0) process.exit(compiled.status ?? 1);
  cpSync('src', 'dist/src', { recursive: true, filter: (path) => !/\.ts$/.test(path) });
  chmodSync('dist/src/cli/main.js', 0o755);
} else if (!existsSync('dist/src/cli/main.js')) {
  console.error(
    'linkmill is not built: the compiler is a development dependency. Run npm ci without --omit=dev once.',
  );
}
