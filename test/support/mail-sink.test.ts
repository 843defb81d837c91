import { createTransport } from 'nodemailer';
import { afterEach, expect, it } from 'vitest';
import { startMailSink, type MailSink, type MailSinkOptions } from './mail-sink.ts';

let sink: MailSink;

async function senderTo(options: MailSinkOptions = {}) {
  sink = await startMailSink(options);
  const transport = createTransport(sink.url);
  return (subject: string) =>
    transport.sendMail({ from: 'shop@example.com', to: 'ada@example.com', subject, text: 'Hello' });
}

afterEach(() => sink.stop());

it('keeps what it took, in the order of arrival', async () => {
  const send = await senderTo();
  const both = sink.waitForMails(2);
  await send('first');
  await send('second');
  expect((await both).map((mail) => mail.subject)).toEqual(['first', 'second']);
  expect(sink.received()[0]?.text?.trim()).toBe('Hello');
});

it('says how many mails came when it waited in vain', async () => {
  const send = await senderTo();
  await send('only one');
  await expect(sink.waitForMails(2, 50)).rejects.toThrow('1 of 2 mails');
});

it('refuses a mail with the given SMTP reply and does not count it', async () => {
  const send = await senderTo({
    reply: () => Object.assign(new Error('mailbox unavailable'), { responseCode: 550 }),
  });
  await expect(send('refused')).rejects.toMatchObject({ responseCode: 550 });
  expect(sink.received()).toEqual([]);
});
