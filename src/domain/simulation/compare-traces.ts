import { lineDifference } from '../text/line-difference.ts';
import type { ComparedLine } from '../text/line-difference.ts';
import { formatInstant } from '../values/instant.ts';
import { canonicalJson } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import type { TraceLine } from './trace.ts';

/** One line of text for a line of a trace; the same for equal ones. */
function traceText({ at, what, data }: TraceLine): string {
  return `${formatInstant(at)} ${what} ${dataText(data)}`.trimEnd();
}

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

/** The way from the expected trace to the one that came; none when they are the same. */
export function compareTraces(
  expected: readonly TraceLine[],
  came: readonly TraceLine[],
): readonly ComparedLine[] {
  return lineDifference(textOf(expected), textOf(came));
}

function textOf(trace: readonly TraceLine[]): string {
  return trace.map(traceText).join('\n');
}
