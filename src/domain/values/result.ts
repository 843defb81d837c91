import type { RefusalCode } from '../refusal/refusal-code.ts';

/** A refusal that is expected: a closed code, a sentence for a person, and where in the input it stands. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  /** JSON pointer into the input, when one place is at fault. */
  readonly pointer?: string;
}

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse(code: RefusalCode, detail: string, pointer?: string): Result<never> {
  return { ok: false, refusal: pointer === undefined ? { code, detail } : { code, detail, pointer } };
}
