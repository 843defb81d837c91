/** The part of a distributed trace that a request belongs to, as its sender says (W3C Trace Context). */
export interface TraceContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** The sender's span: 16 hexadecimal digits, not all zero. */
  readonly parentId: string;
  readonly isSampled: boolean;
}

/** Version 00; what a later version adds behind the flags is passed over. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const SAMPLED = 0x01;

/** Reads a `traceparent` header; null when there is none, or one that has to be ignored. */
export function parseTraceparent(header: string | undefined): TraceContext | null {
  if (header === undefined) return null;
  const [, version, traceId, parentId, flags = '', more] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || parentId === undefined) return null;
  if (version === '00' && more !== undefined) return null;
  return { traceId, parentId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A trace id for a request that belongs to no trace yet: the request's own UUID, else a new one, without the hyphens. */
export function newTraceId(requestId: string): string {
  const uuid = UUID.test(requestId) ? requestId : crypto.randomUUID();
  return uuid.replaceAll('-', '');
}
