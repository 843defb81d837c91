import type { TraceLine } from '../../domain/simulation/trace.ts';
import { offsetTime } from '../../domain/values/calendar.ts';
import type { Zone } from '../../domain/values/calendar.ts';
import { canonicalJson } from '../../domain/values/json.ts';
import type { JsonValue } from '../../domain/values/json.ts';

/** Text that YAML takes for text without quotes, wherever it stands. */
const PLAIN = /^[A-Za-z](?:[\w/-]| (?=\w))*$/;
/** What looks like text and is none, in one version of YAML or another. */
const NO_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A line of a trace as `expect` of a story has it: `{ at: '…+01:00', what: journey_entered, journey: winback }`. */
export function writeTraceLine({ at, what, data }: TraceLine, zone: Zone): string {
  const told = Object.keys(data)
    .toSorted()
    .map((name) => `, ${name}: ${written(data[name] ?? null)}`);
  return `{ at: '${offsetTime(at, zone)}', what: ${what}${told.join('')} }`;
}

function written(value: JsonValue): string {
  return typeof value === 'string' && PLAIN.test(value) && !NO_TEXT.test(value)
    ? value
    : canonicalJson(value);
}
