/** One step of a JSON pointer (RFC 6901), with its slash. */
export function pointerStep(name: PropertyKey): string {
  return `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
