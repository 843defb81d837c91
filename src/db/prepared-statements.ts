import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** Statements that are kept per connection, at most; later ones are planned anew each time. */
const STATEMENTS_MAX = 300;

/**
 * SQLSTATE of a kept statement that is of no use any more: a migration has changed the columns of its answer, or a
 * pooler has given the connection to another server.
 */
const STALE_STATES: ReadonlySet<string> = new Set(['0A000', '26000']);

/** What the driver says when it has waited for an answer as long as it was told to. */
const SILENCE = 'Query read timeout';

/**
 * A pool whose connections keep each statement with its plan, under a name: planning was more than half of what a
 * transaction with a single event cost. A connection whose statements have become stale is replaced after the error, and so
 * is one that fell silent: nothing more is asked of it, not even to roll back.
 */
export function preparing(pool: Pool): PostgresPool {
  const names = new Map<string, string>();
  const clients = new WeakMap<PoolClient, PreparingClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      const known = clients.get(client) ?? new PreparingClient(client, names);
      clients.set(client, known);
      return known;
    },
  };
}

class PreparingClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #names: Map<string, string>;
  #isStale = false;
  #isSilent = false;

  constructor(client: PoolClient, names: Map<string, string>) {
    this.#client = client;
    this.#names = names;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query(statement: string | PostgresCursor<unknown>, parameters: readonly unknown[] = []): unknown {
    if (typeof statement !== 'string') throw new TypeError('cursors are not used');
    return this.#run(statement, parameters);
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#isStale || this.#isSilent);
  }

  async #run(text: string, parameters: readonly unknown[]): Promise<unknown> {
    if (this.#isSilent) throw new Error(SILENCE);
    const name = parameters.length === 0 ? undefined : this.#nameOf(text);
    try {
      return await this.#client.query({ text, values: [...parameters], ...(name !== undefined && { name }) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#isSilent = error.message === SILENCE;
      if ('code' in error && STALE_STATES.has(String(error.code))) this.#isStale = true;
      throw error;
    }
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= STATEMENTS_MAX) return known;
    const name = `kept_${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}
