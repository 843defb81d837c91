import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { getRequestListener } from '@hono/node-server';

/** A sender that does not get its request across in time is cut off. */
const REQUEST_ARRIVAL_MS_MAX = 15_000;
/** So is one whose request has a file in it: that may be large, and the line slow. */
const FILE_ARRIVAL_MS_MAX = 15 * 60_000;
const KEEP_ALIVE_MS = 20_000;
/** After this, requests that are still in work are cut off. */
const CLOSE_MS_MAX = 7_000;

export interface ApiServer {
  readonly port: number;
  /** Takes no new requests, finishes those in work within seven seconds, and ends. */
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  readonly port: number;
  readonly host: string;
  /** For a request without a file. */
  readonly arrivalMsMax?: number;
}

/** Serves over HTTP. Rejects when the port is taken; port 0 means any that is free. */
export async function serveApi(
  fetch: (request: Request) => Response | Promise<Response>,
  { port, host, arrivalMsMax = REQUEST_ARRIVAL_MS_MAX }: ServerOptions,
): Promise<ApiServer> {
  const listener = getRequestListener(fetch);
  const server = createServer(
    { requestTimeout: FILE_ARRIVAL_MS_MAX, headersTimeout: arrivalMsMax, keepAliveTimeout: KEEP_ALIVE_MS },
    (incoming, outgoing) => {
      if (!hasFile(incoming)) cutOffUnlessArrived(incoming, arrivalMsMax);
      // A connection that was busy when closing began would be kept for its next request.
      outgoing.once('close', () => {
        if (!server.listening) server.closeIdleConnections();
      });
      void listener(incoming, outgoing);
    },
  );
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server listens nowhere');
  return {
    port: address.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_MS_MAX);
      await closed;
      clearTimeout(cutOff);
    },
  };
}

function hasFile({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('multipart/form-data') ?? false;
}

function cutOffUnlessArrived(incoming: IncomingMessage, arrivalMsMax: number): void {
  const cutOff = setTimeout(() => {
    if (!incoming.complete) incoming.destroy();
  }, arrivalMsMax);
  incoming.once('close', () => clearTimeout(cutOff));
}
