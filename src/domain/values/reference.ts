import type { JsonValue } from './json.ts';

/** `{ ref: path, default? }` in a file: a value that is looked up when it is used. */
export interface Reference {
  readonly ref: string;
  readonly default?: JsonValue;
}

/** A value written down, or a reference to one. */
export type ValueSource = { readonly literal: JsonValue } | Reference;
