import type { JsonObject } from '../../domain/values/json.ts';

/** How one kind of JSON is kept in a column. Old rows are never rewritten; they are brought up when they are read. */
export interface Format<T> {
  /** What the message of an error calls it. */
  readonly name: string;
  /** The version that is written today. */
  readonly version: number;
  /** Names that the newest version always has. */
  readonly names: readonly (keyof T & string)[];
  /** By version: makes the next version of it. */
  readonly upcasters: Readonly<Record<number, (older: JsonObject) => JsonObject>>;
}

/** Stored JSON that this program did not write: a newer one did, or it is the wrong database. Never an expected refusal. */
export class UnreadableJson extends Error {
  constructor(name: string, found: string) {
    super(`stored ${name} has ${found}`);
    this.name = 'UnreadableJson';
  }
}

/**
 * The newest form of stored JSON. Version and outermost names are checked and the rest is trusted: rows are read
 * thousands of times a second, and the types guarded them when they were written.
 */
export function readStored<T>(format: Format<T>, stored: unknown): T {
  if (!isStoredObject(stored)) throw new UnreadableJson(format.name, 'no object');
  let current = stored;
  while (current['version'] !== format.version) {
    const version = current['version'];
    const step = typeof version === 'number' ? format.upcasters[version] : undefined;
    if (step === undefined) throw new UnreadableJson(format.name, `version ${JSON.stringify(version)}`);
    current = step(current);
  }
  if (!hasNames(current, format.names)) throw new UnreadableJson(format.name, 'a name missing');
  return current;
}

/** JSON from the database is JSON; only its shape is unknown. */
export function isStoredObject(stored: unknown): stored is JsonObject {
  return typeof stored === 'object' && stored !== null && !Array.isArray(stored);
}

function hasNames<T>(value: unknown, names: readonly (keyof T & string)[]): value is T {
  return isStoredObject(value) && names.every((name) => Object.hasOwn(value, name));
}
