import type { Refusal, Result } from '../domain/values/result.ts';
import type { RefusalCode } from '../domain/refusal/refusal-code.ts';

/** A place at fault: a JSON pointer into the body, or the name of a parameter. */
export interface PlacedError {
  readonly pointer: string;
  readonly detail: string;
}

/** Ends a request with a problem. Only the edge throws it, because that is how Hono leaves a chain of handlers. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly refusal: Refusal;
  readonly errors: readonly PlacedError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    refusal: Refusal,
    { errors = [], headers = {} }: { errors?: readonly PlacedError[]; headers?: Record<string, string> } = {},
  ) {
    super(refusal.code);
    this.refusal = refusal;
    this.errors = errors;
    this.headers = headers;
  }
}

export function refuseRequest(code: RefusalCode, detail: string): never {
  throw new RefusedRequest({ code, detail });
}

/** The value; a refusal ends the request with its problem. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new RefusedRequest(result.refusal);
}
