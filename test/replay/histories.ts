import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, 'histories');

/** A recorded history; its name says what happened in it. */
export interface RecordedHistory {
  readonly workflowId: string;
  /** As the SDK writes and reads it. */
  readonly history: unknown;
}

/** The file of a recorded history. */
export function historyFile(name: string): string {
  return path.join(FOLDER, `${name}.json`);
}

/** All histories that were ever recorded: code that runs today must be able to go on from each. */
export async function recordedHistories(): Promise<readonly RecordedHistory[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    names.map(async (name) => ({
      workflowId: path.basename(name, '.json'),
      history: JSON.parse(await readFile(path.join(FOLDER, name), 'utf8')),
    })),
  );
}
