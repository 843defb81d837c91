import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { startMailSink, type MailSink } from '../../../test/support/mail-sink.ts';
import type { Mail } from './mail.ts';
import { createSmtpSender } from './send-mail.ts';
import { isLocalSink, parseSmtpUrl } from './smtp-server.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const mail: Mail = {
  to: 'ada@example.com',
  from: 'Corner Coffee <hello@example.com>',
  subject: 'Zehn Prozent für dich',
  html: '<p>Hello</p>',
  text: 'Hello',
  messageId: '<m1@example.com>',
  unsubscribeUrl: 'https://example.com/u/abc',
};

async function sink(code?: number): Promise<MailSink> {
  const reply =
    code === undefined ? () => null : () => Object.assign(new Error('no'), { responseCode: code });
  const started = await startMailSink({ reply });
  cleanUps.push(started.stop);
  return started;
}

/** A server that speaks SMTP up to a command, and then hangs up. */
async function hangsUpAt(command: RegExp): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('220 here\r\n');
    socket.on('data', (data) => {
      if (command.test(data.toString())) socket.destroy();
      else socket.write(data.toString().startsWith('DATA') ? '354 go on\r\n' : '250 ok\r\n');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return typeof address === 'object' && address ? `smtp://127.0.0.1:${address.port}` : '';
}

it('hands over both bodies, with headers that let one click unsubscribe', async () => {
  const { url, received } = await sink();
  expect(await createSmtpSender(parseSmtpUrl(url))(mail)).toEqual({
    kind: 'sent',
    providerId: '<m1@example.com>',
  });
  const [taken] = received();
  expect(taken?.subject).toBe(mail.subject);
  expect(taken?.text?.trim()).toBe('Hello');
  expect(taken?.html).toContain('<p>Hello</p>');
  expect(taken?.messageId).toBe('<m1@example.com>');
  expect(taken?.headerLines.map(({ line }) => line)).toEqual(
    expect.arrayContaining([
      'List-Unsubscribe: <https://example.com/u/abc>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ]),
  );
});

it.each([
  [451, { kind: 'failed', permanent: false, reason: 'smtp_451' }],
  [550, { kind: 'failed', permanent: true, reason: 'smtp_550' }],
])('takes the reply %i for what it says', async (code, handover) => {
  const { url } = await sink(code);
  expect(await createSmtpSender(parseSmtpUrl(url))(mail)).toEqual(handover);
});

it('may try again when the server cannot be reached or hangs up before it was given anything', async () => {
  const handover = { kind: 'failed', permanent: false, reason: 'smtp_unreachable' };
  const { url, stop } = await startMailSink();
  await stop();
  expect(await createSmtpSender(parseSmtpUrl(url))(mail)).toEqual(handover);
  expect(await createSmtpSender(parseSmtpUrl(await hangsUpAt(/^EHLO/)))(mail)).toEqual(handover);
});

it('does not claim to know what became of a mail when the connection is lost after its content', async () => {
  const url = await hangsUpAt(/Hello/);
  expect(await createSmtpSender(parseSmtpUrl(url))(mail)).toEqual({
    kind: 'unknown',
    reason: 'connection_lost',
  });
});

it('tells the local sink from other servers, and never repeats a password', () => {
  expect(isLocalSink(parseSmtpUrl('smtp://127.0.0.1:1025'))).toBe(true);
  expect(isLocalSink(parseSmtpUrl('smtp://[::1]:1025'))).toBe(true);
  expect(isLocalSink(parseSmtpUrl('smtp://localhost.example.com'))).toBe(false);
  expect(parseSmtpUrl('smtps://ada:s%40crt@mail.example.com')).toEqual({
    host: 'mail.example.com',
    port: 465,
    isSecure: true,
    login: { user: 'ada', pass: 's@crt' },
  });
  expect(() => parseSmtpUrl('http://ada:secret@example.com')).toThrow(/^(?!.*secret)/);
});
