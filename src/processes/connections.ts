import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const connections = z.object({
  DATABASE_URL: z.string(),
  DATABASE_OWNER_URL: z.string(),
  TEMPORAL_ADDRESS: z.string(),
  SMTP_URL: z.string(),
  PUBLIC_URL: z.string(),
  API_PORT: z.string(),
});

/** Where the parts of a local installation are found, as the environment variables that name them. */
export type Connections = z.infer<typeof connections>;

/** Writes down where the running parts are, readable by this user only, so that `perennial` finds them. */
export function writeConnections(home: string, values: Connections): void {
  const file = connectionsFile(home);
  writeFileSync(file, `${JSON.stringify(values, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** What the last `npm start` on this folder wrote; null when there was none. */
export function readConnections(home: string): Connections | null {
  let text: string;
  try {
    text = readFileSync(connectionsFile(home), 'utf8');
  } catch {
    return null;
  }
  return connections.parse(JSON.parse(text));
}

function connectionsFile(home: string): string {
  return path.join(home, 'connections.json');
}
