import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** The ids of purchases that were acknowledged, in a file that outlives everything that is killed. */
export interface Receipts {
  /** Returns when the id is on the disk: only then the purchase counts as acknowledged. */
  readonly keep: (id: string) => void;
  /** What the file says. */
  readonly ids: () => readonly string[];
  readonly close: () => void;
}

export function openReceipts(file: string): Receipts {
  const descriptor = openSync(file, 'ax');
  return {
    keep: (id) => {
      writeSync(descriptor, `${id}\n`);
      fdatasyncSync(descriptor);
    },
    ids: () => readFileSync(file, 'utf8').split('\n').slice(0, -1),
    close: () => closeSync(descriptor),
  };
}
