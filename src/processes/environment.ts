import { z } from 'zod';
import type { RateLimits } from '../api/rate-limits.ts';
import { readConnections } from './connections.ts';
import { perennialHome } from './home.ts';

/** What a process is told from outside. Read once, by a root, and passed on as values. */
export interface Environment {
  /** The folder of a local installation: data, logs, the local API key. */
  readonly home: string;
  /** As the application's role, which can neither change the schema nor history. */
  readonly databaseUrl: string;
  /** As the role that owns the schema; null where only the application's role is given. */
  readonly databaseOwnerUrl: string | null;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly smtpUrl: string;
  /** How members and browsers reach the API, without a slash at the end. */
  readonly publicUrl: string;
  readonly apiPort: number;
  /** The address that the API listens at: this machine only, unless told otherwise. */
  readonly apiHost: string;
  /** What this process takes per second: its share of what all API processes take together. */
  readonly rateLimits: RateLimits;
  /** Addresses and networks of proxies before the API, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Where this process answers `/metrics`, `/healthz` and `/readyz` to operators; null: nowhere. */
  readonly operations: { readonly host: string; readonly port: number } | null;
  /** The share of traces to export, by OTLP to where the exporter's own variables say; null: nothing is traced. */
  readonly traces: { readonly ratio: number } | null;
  /** Sender of all mail, as `Name <address>` or an address. */
  readonly mailFrom: string;
  /** Messages handed over per second, by all workers together; every worker must say the same. */
  readonly sendingPerSecond: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
}

/** A variable that is missing or malformed. The message names each one and what it should look like. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const DEFAULT_API_PORT = 3000;
const DEFAULT_SENDING_RATE = 5;
/** Of one API key, and of one address without a valid key. */
const DEFAULT_RATE_LIMITS = { reads: 500, changes: 100, events: 20_000, strangers: 5 };

export const port = z.coerce.number('a port: 1 to 65535').int().min(1).max(65_535);
const otlpEndpoint = z.url({ protocol: /^https?$/, error: 'http://host:4318' });
const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'postgres://user:password@host:port/database',
});

const rate = (byDefault: number) => z.coerce.number('requests per second').positive().default(byDefault);
const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'an address, or a network: 10.0.0.0/8');

const variables = z.object({
  DATABASE_URL: databaseUrl,
  DATABASE_OWNER_URL: databaseUrl.optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^:/]+:\d+$/, 'host:port')
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'smtp://host:port' }),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'https://host' }).optional(),
  API_PORT: port.default(DEFAULT_API_PORT),
  API_HOST: z.string().default('127.0.0.1'),
  API_PROCESSES: z.coerce.number('how many').int().min(1).default(1),
  RATE_LIMIT_READS: rate(DEFAULT_RATE_LIMITS.reads),
  RATE_LIMIT_CHANGES: rate(DEFAULT_RATE_LIMITS.changes),
  RATE_LIMIT_EVENTS: rate(DEFAULT_RATE_LIMITS.events),
  RATE_LIMIT_STRANGERS: rate(DEFAULT_RATE_LIMITS.strangers),
  TRUSTED_PROXIES: z
    .string()
    .transform((list) => list.split(',').map((proxy) => proxy.trim()))
    .pipe(z.array(address))
    .default([]),
  OPERATIONS_PORT: port.optional(),
  OPERATIONS_HOST: z.string().default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: otlpEndpoint.optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number('a share: 0 to 1').min(0).max(1).default(1),
  MAIL_FROM: z.string().min(3, 'Name <address>').default('Perennial <perennial@localhost>'),
  SENDING_RATE: z.coerce.number('messages per second').positive().max(10_000).default(DEFAULT_SENDING_RATE),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});

/** All that a process reads of its environment, besides where the local installation is. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.keys(variables.shape);

/**
 * The environment of a process. What the variables do not say is taken from the local installation that
 * `npm start` made in the home folder, then from defaults; an empty variable counts as not set.
 * Throws `EnvironmentError`.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const home = perennialHome(env);
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse({ ...readConnections(home), ...given });
  if (!parsed.success) throw new EnvironmentError(explain(parsed.error, home));
  const values = parsed.data;
  return {
    home,
    databaseUrl: values.DATABASE_URL,
    databaseOwnerUrl: values.DATABASE_OWNER_URL ?? null,
    temporalAddress: values.TEMPORAL_ADDRESS,
    temporalNamespace: values.TEMPORAL_NAMESPACE,
    smtpUrl: values.SMTP_URL,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.API_PORT}`).replace(/\/+$/, ''),
    apiPort: values.API_PORT,
    apiHost: values.API_HOST,
    rateLimits: rateLimitsOf(values),
    trustedProxies: values.TRUSTED_PROXIES,
    operations:
      values.OPERATIONS_PORT === undefined
        ? null
        : { host: values.OPERATIONS_HOST, port: values.OPERATIONS_PORT },
    traces:
      (values.OTEL_EXPORTER_OTLP_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) === undefined
        ? null
        : { ratio: values.OTEL_TRACES_SAMPLER_ARG },
    mailFrom: values.MAIL_FROM,
    sendingPerSecond: values.SENDING_RATE,
    logLevel: values.LOG_LEVEL,
  };
}

function rateLimitsOf(values: z.infer<typeof variables>): RateLimits {
  const processes = values.API_PROCESSES;
  return {
    readsPerSecond: values.RATE_LIMIT_READS / processes,
    changesPerSecond: values.RATE_LIMIT_CHANGES / processes,
    eventsPerSecond: values.RATE_LIMIT_EVENTS / processes,
    strangersPerSecond: values.RATE_LIMIT_STRANGERS / processes,
  };
}

function explain(error: z.ZodError, home: string): string {
  const lines = error.issues.map((issue) => {
    const expected =
      issue.code === 'invalid_type' && issue.input === undefined ? 'is not set' : issue.message;
    return `  ${issue.path.join('.')}: ${expected}`;
  });
  return [
    'The environment variables are not right:',
    ...lines,
    `What is not set is taken from the installation in ${home}; \`npm start\` makes one.`,
  ].join('\n');
}
