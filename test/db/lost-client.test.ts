import { expect, inject, it } from 'vitest';
import { withClient } from '../../src/db/provision.ts';

it('a connection that is lost while nothing is asked of it fails the work, and not the process', async () => {
  const { superuserUrl } = inject('testCluster');
  const work = withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const lost = Promise.withResolvers<void>();
    client.once('end', lost.resolve);
    await withClient(superuserUrl, (other) => other.query('select pg_terminate_backend($1)', [rows[0]?.pid]));
    await lost.promise;
    await client.query('select 1');
  });
  await expect(work).rejects.toThrow(/connection|not queryable/i);
});
