import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let heard: string;
let line: TcpProxy;
let client: Socket;

beforeEach(async () => {
  heard = '';
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      heard += piece.toString();
      socket.write(piece);
    });
    socket.on('end', () => socket.end());
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const address = echo.address();
  if (typeof address !== 'object' || address === null) throw new Error('the echo has no port');
  line = await startTcpProxy(address.port);
  client = connect(line.port, '127.0.0.1');
});
afterEach(async () => {
  client.destroy();
  await line.stop();
  echo.close();
});

it('passes everything on, both ways, to the end', async () => {
  client.end('all of it');
  expect(await text(client)).toBe('all of it');
});

it('loses the answer, after the server has heard the question', async () => {
  line.toClient({ cut: (piece) => (piece.includes('question') ? 'before' : null) });
  client.write('question');
  await expect(text(client)).rejects.toThrow('ECONNRESET');
  expect(heard).toBe('question');
});

it('cuts behind a piece that arrives', async () => {
  line.toServer({ cut: () => 'after' });
  client.write('last words');
  await expect(text(client)).rejects.toThrow('ECONNRESET');
  await expect.poll(() => heard).toBe('last words');
});

it.each([
  ['delays each piece', { delayMs: 200 }],
  ['lets through no more bytes per second', { bytesPerSecondMax: 20 }],
])('%s, in the direction it was told of', async (_name, passage) => {
  line.toServer(passage);
  const before = performance.now();
  client.write('late');
  await once(client, 'data');
  expect(performance.now() - before).toBeGreaterThanOrEqual(199);
});
