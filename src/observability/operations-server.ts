import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { registerCommon, type CommonSources } from './metrics/common-metrics.ts';
import { readinessOf } from './readiness.ts';

export interface OperationsAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface OperationsOptions extends CommonSources {
  /** Null: nothing is served, and nothing measured that is not measured anyway. */
  readonly address: OperationsAddress | null;
  /** What the process counts besides. */
  readonly registry: Registry;
}

export interface OperationsServer {
  /** Null where nothing is served. */
  readonly port: number | null;
  /** Cuts off what is being answered. */
  readonly close: () => Promise<void>;
}

const NOWHERE: OperationsServer = { port: null, close: () => Promise.resolve() };

type Answer = (response: ServerResponse) => Promise<void>;

/**
 * Answers `/metrics`, `/healthz` and `/readyz` beside the work of a process. It knows no keys, so it belongs where only
 * operators reach it. Rejects when the port is taken.
 */
export async function serveOperations(options: OperationsOptions): Promise<OperationsServer> {
  const { address, registry, readiness } = options;
  if (address === null) return NOWHERE;
  registerCommon(registry, options);
  const answers: Readonly<Record<string, Answer>> = {
    '/metrics': async (response) => {
      const text = await registry.metrics();
      response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
    },
    '/healthz': async (response) => Promise.resolve(answerJson(response, 200, { status: 'alive' })),
    '/readyz': async (response) => {
      const found = await readinessOf(readiness);
      answerJson(response, found.status === 'unavailable' ? 503 : 200, found);
    },
  };
  const server = createServer((request, response) => {
    const answer = answers[(request.url ?? '').split('?', 1)[0] ?? ''];
    if (answer === undefined) response.writeHead(404).end();
    else if (request.method !== 'GET') response.writeHead(405, { Allow: 'GET' }).end();
    else answer(response).catch(() => response.writeHead(500).end());
  });
  return { port: await listen(server, address), close: () => close(server) };
}

async function listen(server: Server, { host, port }: OperationsAddress): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server listens nowhere');
  return address.port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
