/** Ends a switch over a closed union: the type checker finds a case that was forgotten, and a value from outside throws. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
