import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { HomeInUse, lockHome } from './lock.ts';
import { resetLocal } from './reset.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'perennial-reset-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(path.join(home, 'postgres'));
  writeFileSync(path.join(home, 'api-key'), 'secret');
  writeFileSync(path.join(home, 'notes.txt'), 'mine');
});

it('removes what the installation made, and nothing else', async () => {
  expect(await resetLocal(home)).toEqual(['postgres', 'api-key']);
  expect(readdirSync(home)).toEqual(['notes.txt']);
  expect(await resetLocal(path.join(home, 'nowhere'))).toEqual([]);
});

it('refuses while the installation runs', async () => {
  const unlock = lockHome(home);
  await expect(resetLocal(home)).rejects.toThrow(HomeInUse);
  unlock();
});
