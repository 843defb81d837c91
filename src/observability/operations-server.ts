import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { readinessOf, type ReadinessCheck } from './readiness.ts';

export interface OperationsOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly registry: Registry;
  readonly readiness: readonly ReadinessCheck[];
}

export interface OperationsServer {
  readonly port: number;
  /** Cuts off what is being answered. */
  readonly close: () => Promise<void>;
}

type Answer = (response: ServerResponse) => Promise<void>;

/**
 * Answers `/metrics`, `/healthz` and `/readyz` beside the work of a process. It knows no keys, so it belongs where only
 * operators reach it. Rejects when the port is taken.
 */
export async function serveOperations(options: OperationsOptions): Promise<OperationsServer> {
  const { host, port, registry, readiness } = options;
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
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server listens nowhere');
  return {
    port: address.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
