import { pino } from 'pino';
import type { DestinationStream, Logger, LevelWithSilent } from 'pino';

export type { Logger } from 'pino';

/** Names of fields that never reach a log, wherever they stand; a second wall behind not logging them. */
const PERSONAL_FIELDS = ['email', 'phone', 'to', 'authorization', 'token', 'url', 'body', 'data'];

/** Lines are gathered up to so many bytes, for so long at most, and written at the latest when the process ends. */
const GATHERED_BYTES_MAX = 4_096;
const GATHERED_MS_MAX = 100;

/** One JSON object per line, with RFC 3339 times. Ids and counts only: no personal data. */
export function createLogger(level: LevelWithSilent, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describedError, error: describedError },
      redact: {
        paths: PERSONAL_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[redacted]',
      },
    },
    destination ??
      pino.destination({ sync: false, minLength: GATHERED_BYTES_MAX, periodicFlush: GATHERED_MS_MAX }),
  );
}

/**
 * The same log for lines whose fields are fixed where they are written and none of them personal: nothing is looked for
 * in them, which would take longer than writing them.
 */
export function withoutRedaction(logger: Logger): Logger {
  return logger.child({}, { redact: [] });
}

/** Libraries log errors as they are, and a database's quote the row. */
function describedError(value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}

/**
 * What a log may say of an error: its kind, its code and where it was thrown. Messages may quote data, so they stay
 * out.
 */
export function describeError(error: unknown): {
  readonly kind: string;
  readonly code?: string;
  readonly at?: readonly string[];
} {
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    kind: error.name,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    at: frames.slice(0, 6).map((line) => line.trim()),
  };
}
