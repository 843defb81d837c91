import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { requireFreePorts } from './ports.ts';

it('names each port in use with the variable that moves it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : 0;
  const others = { temporal: 1, temporalUi: 2, smtp: 3, mailbox: 4, apiOperations: 5, workerOperations: 6 };
  const ports = { ...others, api: taken, database: taken };
  await expect(requireFreePorts(ports, ['api', 'database'])).rejects.toThrow(
    new RegExp(`port ${taken} is in use: set API_PORT[^]*port ${taken} is in use: set DATABASE_PORT`),
  );
});
