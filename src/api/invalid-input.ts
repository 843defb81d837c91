import type { ZodError } from 'zod';
import { pointerStep } from '../domain/values/json-pointer.ts';
import type { Refusal } from '../domain/values/result.ts';
import { RefusedRequest } from './refused-request.ts';
import type { PlacedError } from './refused-request.ts';

const ERRORS_MAX = 20;

/** What a schema found, as places at fault: JSON pointers into a body, bare names for parameters. */
export function placedErrors(error: ZodError, target: string): readonly PlacedError[] {
  return error.issues
    .flatMap((issue) => {
      const steps = issue.path.map(pointerStep).join('');
      const pointer = target === 'json' ? steps : steps.slice(1);
      if (issue.code !== 'unrecognized_keys') return [{ pointer, detail: issue.message }];
      return issue.keys.map((key) => ({
        pointer: pointer + pointerStep(key),
        detail: 'is not a known field',
      }));
    })
    .slice(0, ERRORS_MAX);
}

/** One sentence for all of them. */
export function invalidInput(errors: readonly PlacedError[]): Refusal {
  const [first] = errors;
  const detail =
    first === undefined ? 'The input is not valid.' : `${first.pointer || 'The body'}: ${first.detail}`;
  return { code: 'invalid_input', detail };
}

/** What Hono calls with the outcome of each schema of a route. */
export function refuseInvalid(
  result: { readonly target: string } & (
    { readonly success: true } | { readonly success: false; readonly error: ZodError }
  ),
): void {
  if (!result.success) refuseErrors(result.error, result.target);
}

/** Ends the request with all that a schema found. */
export function refuseErrors(error: ZodError, target: string): never {
  const errors = placedErrors(error, target);
  throw new RefusedRequest(invalidInput(errors), { errors });
}
