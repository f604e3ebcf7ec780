#!/usr/bin/env node
// Plain JavaScript on Node's own modules only: in a clone it runs before anything is installed.
import { existsSync } from 'node:fs';
import module from 'node:module';
import process from 'node:process';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`muster needs Node 20.19 or newer; this is ${process.version} (${process.execPath})\n`);
  process.exit(2);
}
module.enableCompileCache?.();

if (existsSync(new URL('../tsconfig.json', import.meta.url))) {
  try {
    await (await import('../scripts/install.js')).ensureInstalled();
    await (await import('../scripts/build.js')).ensureBuilt({ lenient: true });
  } catch (error) {
    process.stderr.write(`muster could not be built: ${error.message}\n`);
    process.exit(1);
  }
}
await import('../dist/client/main.js');
