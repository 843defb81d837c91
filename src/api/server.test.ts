import { expect, it } from 'vitest';
import { serveApi } from './server.ts';

function greet(): Response {
  return new Response('hello');
}

it('finishes the requests in work before it ends, and takes no new ones', async () => {
  const arrived = Promise.withResolvers<undefined>();
  const finish = Promise.withResolvers<undefined>();
  const server = await serveApi(
    async () => {
      arrived.resolve(undefined);
      await finish.promise;
      return new Response('done');
    },
    { port: 0, host: '127.0.0.1' },
  );
  const url = `http://127.0.0.1:${server.port}/`;
  const answer = fetch(url).then((response) => response.text());
  await arrived.promise;
  const closed = server.close();
  await expect(fetch(url)).rejects.toThrow();
  finish.resolve(undefined);
  expect(await answer).toBe('done');
  await closed;
});

it('says when its port is taken', async () => {
  const first = await serveApi(greet, { port: 0, host: '127.0.0.1' });
  await expect(serveApi(greet, { port: first.port, host: '127.0.0.1' })).rejects.toThrow('EADDRINUSE');
  await first.close();
});
