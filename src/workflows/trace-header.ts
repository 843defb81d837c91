/** Where Temporal's own interceptors for OpenTelemetry put a trace, so that clients of others are understood. */
export const TRACE_HEADER = '_tracer-data';
