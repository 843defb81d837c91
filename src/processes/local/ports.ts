import { connect, createServer } from 'node:net';
import { PORT_VARIABLES, type LocalSettings, type Ports } from './settings.ts';

/** The ports of the parts that are started here, not given from outside. */
export function portsNeeded({ given, runsApplication }: LocalSettings): (keyof Ports)[] {
  const needed: (keyof Ports)[] = runsApplication ? ['api', 'apiOperations', 'workerOperations'] : [];
  if (!given.temporalAddress) needed.push('temporal', 'temporalUi');
  if (!given.smtpUrl) needed.push('smtp', 'mailbox');
  if (!given.database) needed.push('database');
  return needed;
}

/** Throws when one of the named ports of 127.0.0.1 is in use, naming each with the variable that moves it. */
export async function requireFreePorts(ports: Ports, names: readonly (keyof Ports)[]): Promise<void> {
  const states = await Promise.all(names.map(async (name) => ({ name, isFree: await isFree(ports[name]) })));
  const lines = states
    .filter((state) => !state.isFree)
    .map(({ name }) => `  port ${ports[name]} is in use: set ${PORT_VARIABLES[name]} to another one`);
  if (lines.length > 0)
    throw new Error(['Perennial needs ports that other programs use:', ...lines].join('\n'));
}

/** On some systems one may listen beside a program that listens on all addresses; so knock first. */
async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await canListen(port));
}

/** A port of 127.0.0.1 that nobody uses: for a server that nobody but its starter asks. */
export function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('a server without a port')),
      );
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
