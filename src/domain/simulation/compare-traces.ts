import { lineDifference } from '../text/line-difference.ts';
import type { ComparedLine } from '../text/line-difference.ts';
import { canonicalJson } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import type { TraceLine } from './trace.ts';

/** `journey: winback, node: offer`, in the order of the names. */
export function dataText(data: JsonObject): string {
  return Object.keys(data)
    .toSorted()
    .map((name) => `${name}: ${valueText(data[name] ?? null)}`)
    .join(', ');
}

function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

/**
 * The way from the expected trace to the one that came; none when they are the same. `write` makes one line of text for
 * a line of a trace, the same for equal ones only.
 */
export function compareTraces(
  expected: readonly TraceLine[],
  came: readonly TraceLine[],
  write: (line: TraceLine) => string,
): readonly ComparedLine[] {
  const textOf = (trace: readonly TraceLine[]) => trace.map(write).join('\n');
  return lineDifference(textOf(expected), textOf(came));
}
