import { startRealWorker, type RealParts } from './real-worker.ts';

/** What the child process is told, as JSON in `PERENNIAL_TEST_WORKER`. */
export interface ImportWorker {
  readonly parts: RealParts;
  readonly bundlePath: string;
}

/** A worker as a process of its own, so that a test can kill it. */
async function main(): Promise<void> {
  const { parts, bundlePath } = parseTold(process.env['PERENNIAL_TEST_WORKER']);
  const worker = await startRealWorker(parts, { codePath: bundlePath });
  await worker.stopped;
}

function parseTold(text: string | undefined): ImportWorker {
  if (text === undefined) throw new Error('PERENNIAL_TEST_WORKER is not set');
  return JSON.parse(text);
}

await main();
