import { types, type CustomTypesConfig } from 'pg';

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`);
  return value;
}

/** PostgreSQL writes `2026-11-22 10:00:00.123+00` when the session's zone is UTC. */
function epochMilliseconds(text: string): number {
  const value = Date.parse(`${text.slice(0, 10)}T${text.slice(11)}${text.endsWith('+00') ? ':00' : ''}`);
  if (Number.isNaN(value)) throw new RangeError(`${text} is not an instant`);
  return value;
}

const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [types.builtins.INT8]: safeInteger,
  [types.builtins.NUMERIC]: safeInteger,
  [types.builtins.TIMESTAMPTZ]: epochMilliseconds,
};

/** How columns become values: int8 and numeric sums as safe integers, timestamptz as an instant; all else as `pg` does. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: (oid, format) => PARSERS[oid] ?? types.getTypeParser(oid, format ?? 'text'),
};
