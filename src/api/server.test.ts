import { once } from 'node:events';
import { connect } from 'node:net';
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

it('cuts off a sender whose request does not arrive, and is patient with one that sends a file', async () => {
  const server = await serveApi(async (request) => new Response(await request.text()), {
    port: 0,
    host: '127.0.0.1',
    arrivalMsMax: 100,
  });
  const [slow, file] = await Promise.all(
    ['application/json', 'multipart/form-data; boundary=b'].map(async (type) => {
      const socket = connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 4\r\n\r\nhe`);
      return socket;
    }),
  );
  slow?.on('error', () => undefined).resume();
  if (slow !== undefined) await once(slow, 'close');
  file?.write('re');
  const [answer] = file === undefined ? [] : await once(file, 'data');
  expect(String(answer)).toContain('here');
  file?.destroy();
  await server.close();
});
