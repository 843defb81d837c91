import { expect, it } from 'vitest';
import { NoLongerHeld, type HeldImport, type Work } from '../../src/services/import/hold-import.ts';
import { readUpload } from '../../src/services/import/read-upload.ts';
import { discardUpload } from '../../src/services/import/receive-upload.ts';
import { takeImport } from '../../src/services/import/take-import.ts';
import { uuidOf, withPostedFiles } from './posted-files.ts';

const files = withPostedFiles();

function purchases(name: string, count: number): string {
  return Array.from({ length: count }, (_, number) =>
    JSON.stringify({
      id: `${name}-${number}`,
      type: 'purchase',
      member: { externalId: name },
      occurredAt: '2026-11-20T10:00:00.000Z',
      data: { orderId: `${name}-${number}`, total: { amountMinor: 300, currency: 'EUR' } },
    }),
  ).join('\n');
}

async function taken(id: string): Promise<HeldImport> {
  const held = await takeImport(files().api.ctx, uuidOf(id));
  if (held === null) throw new Error('there is nothing to take');
  return held;
}

function workOn(held: HeldImport): Work {
  const { ctx, deps } = files().api;
  const context = { ...ctx, clock: deps.clock };
  return {
    context,
    held,
    onStep: () => undefined,
    hasTime: () => true,
    stopping: new AbortController().signal,
  };
}

it('whoever was stopped before reading, and goes on after another has read, deletes nothing of what that one kept', async () => {
  const { id } = await files().posted({ file: purchases('slow', 30), enrol: 'true' });
  const slow = await taken(id);
  await files().conductOnce(id);
  expect(await files().show(id)).toMatchObject({ status: 'running', phase: 'recording' });

  await expect(readUpload(workOn(slow))).rejects.toThrow(NoLongerHeld);
  await files().conduct(id);
  expect(await files().show(id)).toMatchObject({ status: 'done', recorded: 30 });
});

it('a file of which an import was made is not discarded, though the answer to that was lost', async () => {
  const { id } = await files().posted({ file: purchases('lost', 30), enrol: 'true' });
  await discardUpload(files().api.ctx, uuidOf(id));
  await files().conduct(id);
  expect(await files().show(id)).toMatchObject({ status: 'done', recorded: 30 });
});
