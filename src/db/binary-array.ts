/** Types of columns whose values can be sent as an array, by their names in SQL. */
export type ArrayType =
  'boolean' | 'smallint' | 'integer' | 'bigint' | 'text' | 'uuid' | 'timestamptz' | 'json' | 'jsonb';

/** A value as it is sent: text also for `uuid`, `json` and `jsonb`; safe integers; `timestamptz` as an instant. */
export type ArrayValue = string | number | boolean | null;

interface Encoding {
  /** The type's number in PostgreSQL's catalogue, which never changes. */
  readonly oid: number;
  readonly length: (value: Exclude<ArrayValue, null>) => number;
  /** Answers how many bytes it wrote: as many as `length` said. */
  readonly write: (buffer: Buffer, value: Exclude<ArrayValue, null>, at: number) => number;
}

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/**
 * A one-dimensional array as PostgreSQL's binary format has it, which `pg` sends as it is: nothing is quoted here, and
 * nothing is unquoted there, which was a third of the cost of a batch. A value of another kind is a bug and throws.
 */
export function binaryArray(type: ArrayType, values: readonly ArrayValue[]): Buffer {
  const { oid, length, write } = ENCODINGS[type];
  let bytes = HEADER_BYTES + LENGTH_BYTES * values.length;
  let hasNull = false;
  for (const value of values) {
    if (value === null) hasNull = true;
    else bytes += length(value);
  }
  const buffer = Buffer.allocUnsafe(bytes);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(hasNull ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const value of values) {
    const start = at + LENGTH_BYTES;
    const end = value === null ? start : start + write(buffer, value, start);
    buffer.writeInt32BE(value === null ? NULL_LENGTH : end - start, at);
    at = end;
  }
  return buffer;
}

const utf8 = {
  length: (value: unknown) => Buffer.byteLength(text(value)),
  write: (buffer: Buffer, value: unknown, at: number) => buffer.write(text(value), at),
};

/** Before the text comes the version of the format. */
const JSONB_VERSION = 1;

const ENCODINGS: Readonly<Record<ArrayType, Encoding>> = {
  boolean: {
    oid: 16,
    length: () => 1,
    write: (buffer, value, at) => buffer.writeInt8(value === true ? 1 : 0, at) - at,
  },
  smallint: {
    oid: 21,
    length: () => 2,
    write: (buffer, value, at) => buffer.writeInt16BE(integer(value), at) - at,
  },
  integer: {
    oid: 23,
    length: () => 4,
    write: (buffer, value, at) => buffer.writeInt32BE(integer(value), at) - at,
  },
  bigint: {
    oid: 20,
    length: () => 8,
    write: (buffer, value, at) => writeInt64(buffer, integer(value), at),
  },
  timestamptz: {
    oid: 1184,
    length: () => 8,
    write: (buffer, value, at) => writeTimestamp(buffer, integer(value), at),
  },
  uuid: { oid: 2950, length: () => 16, write: (buffer, value, at) => writeUuid(buffer, text(value), at) },
  text: { oid: 25, ...utf8 },
  json: { oid: 114, ...utf8 },
  jsonb: {
    oid: 3802,
    length: (value) => 1 + utf8.length(value),
    write: (buffer, value, at) => 1 + utf8.write(buffer, value, buffer.writeInt8(JSONB_VERSION, at)),
  },
};

const YEAR_2000_MS = 946_684_800_000;

/** A `timestamptz` is in microseconds since 2000, which are no safe integer any more in the year 2286. */
function writeTimestamp(buffer: Buffer, milliseconds: number, at: number): number {
  const microseconds = (milliseconds - YEAR_2000_MS) * 1_000;
  if (Number.isSafeInteger(microseconds)) return writeInt64(buffer, microseconds, at);
  return buffer.writeBigInt64BE(BigInt(milliseconds - YEAR_2000_MS) * 1_000n, at) - at;
}

const TWO_TO_32 = 2 ** 32;

/** In two halves: making a bigint of each number first took longer than all the rest. */
function writeInt64(buffer: Buffer, value: number, at: number): number {
  const high = Math.floor(value / TWO_TO_32);
  return buffer.writeUInt32BE(value - high * TWO_TO_32, buffer.writeInt32BE(high, at)) - at;
}

const UUID_HYPHENS: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const UUID_LENGTH = 36;

/** The value of a hexadecimal digit by its character code; nothing for any other character. */
const DIGIT_VALUES: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? undefined : value;
});

function writeUuid(buffer: Buffer, uuid: string, at: number): number {
  if (uuid.length !== UUID_LENGTH) throw new TypeError(`${uuid} is not a UUID`);
  let place = at;
  for (let index = 0; index < UUID_LENGTH; index += 2) {
    if (UUID_HYPHENS.has(index)) index += 1;
    const high = DIGIT_VALUES[uuid.charCodeAt(index)];
    const low = DIGIT_VALUES[uuid.charCodeAt(index + 1)];
    if (high === undefined || low === undefined) throw new TypeError(`${uuid} is not a UUID`);
    buffer[place] = high * 16 + low;
    place += 1;
  }
  return place - at;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${typeof value} is not text`);
  return value;
}

function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new TypeError(`${String(value)} is not a safe integer`);
  return value;
}
