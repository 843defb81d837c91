import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What happens to the bytes of one direction on their way. */
export interface Passage {
  /** Each piece arrives so much later. */
  readonly delayMs?: number;
  /** No more than this pass; at 0 none does, and the connection stays open. */
  readonly bytesPerSecondMax?: number;
  /**
   * Sees each piece before it is passed on. On `before` both ends are reset and the piece is lost, on `after` it
   * arrives first.
   */
  readonly cut?: (piece: Buffer) => 'before' | 'after' | null;
}

/** A line between a client and a server of this machine that fails when and where it is told to. */
export interface TcpProxy {
  readonly port: number;
  /** From now on, for every connection; nothing happens to the bytes unless told. */
  readonly toServer: (passage: Passage) => void;
  readonly toClient: (passage: Passage) => void;
  /** Cuts all connections and takes no more. */
  readonly stop: () => Promise<void>;
}

/** Starts a line to a port of 127.0.0.1. */
export async function startTcpProxy(serverPort: number): Promise<TcpProxy> {
  const passages: Record<'toServer' | 'toClient', Passage> = { toServer: {}, toClient: {} };
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: serverPort, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => open.delete(socket));
      socket.on('error', () => undefined);
    }
    const cut = () => {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    pass(client, upstream, () => passages.toServer).catch(cut);
    pass(upstream, client, () => passages.toClient).catch(cut);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the line has no port');
  return {
    port: address.port,
    toServer: (passage) => {
      passages.toServer = passage;
    },
    toClient: (passage) => {
      passages.toClient = passage;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.resetAndDestroy();
      await closed;
    },
  };
}

/** Passes one direction on until its end; rejects where the connection is to be cut, or was. */
async function pass(from: Socket, to: Socket, passage: () => Passage): Promise<void> {
  // A socket that is iterated over is closed in good order as soon as the loop is left.
  for await (const piece of from.iterator({ destroyOnReturn: false })) {
    const { delayMs = 0, bytesPerSecondMax = Infinity, cut = () => null } = passage();
    const where = cut(piece);
    if (where === 'before') throw new Error('cut');
    if (bytesPerSecondMax === 0) return void (await once(from, 'close'));
    const waitMs = delayMs + (piece.length / bytesPerSecondMax) * 1_000;
    if (waitMs > 0) await pause(waitMs);
    if (!to.write(piece)) await once(to, 'drain');
    if (where === 'after') throw new Error('cut');
  }
  to.end();
}
