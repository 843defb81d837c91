import { Client } from 'pg';
import { MARKED_CHANNEL } from '../db/marked-channel.ts';

const CONNECT_WITHIN_MS = 3_000;
const RECONNECT_AFTER_MS = 2_000;

export interface MarkedNotices {
  readonly stop: () => Promise<void>;
}

/**
 * Listens on a connection of its own and calls `onNotice` for each notice, and after each connecting, because what was
 * said before is lost. A lost connection is opened again.
 */
export function listenForMarked(url: string, onNotice: () => void): MarkedNotices {
  let connection: Client | null = null;
  let isStopped = false;
  let retry: NodeJS.Timeout | null = null;

  const reconnect = () => {
    if (isStopped || retry !== null) return;
    retry = setTimeout(() => {
      retry = null;
      void connect();
    }, RECONNECT_AFTER_MS);
  };

  async function connect(): Promise<void> {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    client.on('end', reconnect);
    client.on('notification', onNotice);
    connection = client;
    try {
      await client.connect();
      await client.query(`listen ${MARKED_CHANNEL}`);
      onNotice();
    } catch {
      await client.end().catch(() => undefined);
      reconnect();
    }
  }

  void connect();
  return {
    stop: async () => {
      isStopped = true;
      if (retry !== null) clearTimeout(retry);
      await connection?.end().catch(() => undefined);
    },
  };
}
