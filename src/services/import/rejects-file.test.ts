import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRejectsFile } from './rejects-file.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'perennial-test-')), 'file.rejects.csv');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

describe('the rejects file', () => {
  it('keeps line, reason, detail and the original cells, quoted where they must be', async () => {
    const rejects = await openRejectsFile(path, ['id', 'text']);
    await rejects.add([{ source: { line: 2, cells: ['1', 'a, "b"\nc'] }, reason: 'bad', detail: 'why' }]);
    await rejects.add([{ source: { line: 9, cells: ['2', 'd'] }, reason: 'bad', detail: 'why' }]);
    await rejects.close();
    expect(await readFile(path, 'utf8')).toBe(
      'line,reason,detail,id,text\n2,bad,why,1,"a, ""b""\nc"\n9,bad,why,2,d\n',
    );
    expect(rejects.count).toBe(2);
    expect(rejects.byReason).toEqual({ bad: 2 });
  });

  it('is gone when nothing is rejected', async () => {
    const rejects = await openRejectsFile(path, ['id', 'text']);
    await rejects.add([]);
    await rejects.close();
    expect(existsSync(path)).toBe(false);
  });
});
