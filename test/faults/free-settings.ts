import { once } from 'node:events';
import { createServer } from 'node:net';
import { PORT_VARIABLES, readLocalSettings, type LocalSettings } from '../../src/processes/local/settings.ts';

/** Outgoing connections have ports from 32768 on (Linux) or 49152 on (macOS). */
const PORT_MIN = 12_000;
const PORT_MAX = 32_000;

/**
 * The settings of an installation as `npm start` reads them, without the demo and on free ports; `given` are variables.
 * No port is one that outgoing connections take: whoever tries to reach a part that was killed could be given the port
 * that it tries, and keep it from the part that starts again.
 */
export async function freeSettings(
  home: string,
  given: Readonly<Record<string, string>>,
): Promise<LocalSettings> {
  const ports: Record<string, string> = {};
  const taken = new Set<number>();
  for (const variable of Object.values(PORT_VARIABLES)) {
    const port = await freePort(taken);
    taken.add(port);
    ports[variable] = String(port);
  }
  return readLocalSettings({ ...ports, PERENNIAL_HOME: home, PERENNIAL_DEMO: 'off', ...given });
}

async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN));
    if (!taken.has(port) && (await canListen(port))) return port;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  const closed = once(server, 'close');
  server.close();
  await closed;
  return true;
}
