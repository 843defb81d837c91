import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { HomeInUse, lockHome } from './lock.ts';
import { identify } from './process-identity.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'perennial-lock-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
});

it('lets one process at a time have the folder', () => {
  const unlock = lockHome(home);
  expect(() => lockHome(home)).toThrow(HomeInUse);
  unlock();
  lockHome(home)();
  expect(readdirSync(home)).toEqual([]);
});

it('takes over the lock of a process that is gone, also when its number was given to another', () => {
  writeFileSync(
    path.join(home, 'lock'),
    JSON.stringify({ ...identify(process.pid), commandLine: 'npm start' }),
  );
  lockHome(home)();
});

it('takes over a lock that cannot be read', () => {
  writeFileSync(path.join(home, 'lock'), '');
  lockHome(home)();
});
