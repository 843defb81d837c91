import { z } from 'zod';
import { EnvironmentError, port } from '../environment.ts';
import { perennialHome } from '../home.ts';

/** The ports of a local installation; each can be moved by the environment variable of the same entry in `PORT_VARIABLES`. */
export interface Ports {
  readonly api: number;
  readonly apiOperations: number;
  readonly workerOperations: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly smtp: number;
  readonly mailbox: number;
  readonly database: number;
}

export const PORT_VARIABLES: Readonly<Record<keyof Ports, string>> = {
  api: 'API_PORT',
  apiOperations: 'API_OPERATIONS_PORT',
  workerOperations: 'WORKER_OPERATIONS_PORT',
  temporal: 'TEMPORAL_PORT',
  temporalUi: 'TEMPORAL_UI_PORT',
  smtp: 'SMTP_PORT',
  mailbox: 'MAILBOX_PORT',
  database: 'DATABASE_PORT',
};

/** What `npm start` is told from outside. A part that is given by URL or address is used and not started here. */
export interface LocalSettings {
  readonly home: string;
  readonly ports: Ports;
  readonly publicUrl: string;
  /** Whether an empty database is filled with the demo. */
  readonly wantsDemo: boolean;
  /** Whether worker and API run, or only the servers that they need: for work on the data before anybody acts on it. */
  readonly runsApplication: boolean;
  readonly given: {
    readonly database: { readonly url: string; readonly ownerUrl: string } | null;
    readonly temporalAddress: string | null;
    readonly smtpUrl: string | null;
  };
}

const variables = z.object({
  API_PORT: port.default(3000),
  API_OPERATIONS_PORT: port.default(3001),
  WORKER_OPERATIONS_PORT: port.default(3002),
  TEMPORAL_PORT: port.default(7233),
  TEMPORAL_UI_PORT: port.default(8233),
  SMTP_PORT: port.default(1025),
  MAILBOX_PORT: port.default(1080),
  DATABASE_PORT: port.default(5433),
  PUBLIC_URL: z.url().optional(),
  PERENNIAL_DEMO: z.enum(['on', 'off']).default('on'),
  DATABASE_URL: z.string().optional(),
  DATABASE_OWNER_URL: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  SMTP_URL: z.string().optional(),
});

/** Reads the settings of `npm start`. Throws `EnvironmentError` for a malformed port or one half of the database's URLs. */
export function readLocalSettings(
  env: NodeJS.ProcessEnv,
  { runsApplication = true }: { readonly runsApplication?: boolean } = {},
): LocalSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success) throw new EnvironmentError(z.prettifyError(parsed.error));
  const values = parsed.data;
  return {
    home: perennialHome(env),
    ports: {
      api: values.API_PORT,
      apiOperations: values.API_OPERATIONS_PORT,
      workerOperations: values.WORKER_OPERATIONS_PORT,
      temporal: values.TEMPORAL_PORT,
      temporalUi: values.TEMPORAL_UI_PORT,
      smtp: values.SMTP_PORT,
      mailbox: values.MAILBOX_PORT,
      database: values.DATABASE_PORT,
    },
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.API_PORT}`,
    wantsDemo: values.PERENNIAL_DEMO === 'on',
    runsApplication,
    given: {
      database: givenDatabase(values.DATABASE_URL, values.DATABASE_OWNER_URL),
      temporalAddress: values.TEMPORAL_ADDRESS ?? null,
      smtpUrl: values.SMTP_URL ?? null,
    },
  };
}

function givenDatabase(url: string | undefined, ownerUrl: string | undefined) {
  if (url === undefined && ownerUrl === undefined) return null;
  if (url !== undefined && ownerUrl !== undefined) return { url, ownerUrl };
  throw new EnvironmentError(
    'Set both DATABASE_URL (role of the application) and DATABASE_OWNER_URL (role that owns the schema), or neither.',
  );
}
