import { EventEmitter, once } from 'node:events';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

/** An SMTP server in memory that takes every mail. */
export interface MailSink {
  /** For `SMTP_URL`. */
  readonly url: string;
  /** The mails taken so far, in the order of their arrival. */
  readonly received: () => readonly ParsedMail[];
  /** Resolves with all mails as soon as `count` have arrived. Rejects after `timeoutMs`, saying how many came. */
  readonly waitForMails: (count: number, timeoutMs?: number) => Promise<readonly ParsedMail[]>;
  /** Forgets what was received. */
  readonly clear: () => void;
  readonly stop: () => Promise<void>;
}

export interface MailSinkOptions {
  /** Decides what the sink answers to a mail: null takes it, an error is the SMTP reply (`responseCode` 451, 550, …). */
  readonly reply?: (mail: ParsedMail) => (Error & { responseCode?: number }) | null;
}

/** Starts a sink on a free port of 127.0.0.1. A mail counts as received before the sender hears that it was taken. */
export async function startMailSink({ reply = () => null }: MailSinkOptions = {}): Promise<MailSink> {
  let mails: ParsedMail[] = [];
  const arrivals = new EventEmitter();
  const take = async (stream: SMTPServerDataStream, callback: (refusal?: Error | null) => void) => {
    const mail = await simpleParser(stream);
    const refusal = reply(mail);
    if (refusal === null) {
      mails.push(mail);
      arrivals.emit('mail');
    }
    callback(refusal);
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, _session, callback) => void take(stream, callback),
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `smtp://127.0.0.1:${port(server)}`,
    received: () => mails,
    waitForMails: async (count, timeoutMs = 20_000) => {
      const signal = AbortSignal.timeout(timeoutMs);
      while (mails.length < count) {
        await once(arrivals, 'mail', { signal }).catch(() => {
          throw new Error(`${mails.length} of ${count} mails within ${timeoutMs} ms`);
        });
      }
      return mails;
    },
    clear: () => {
      mails = [];
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function port(server: SMTPServer): number {
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the mail sink has no port');
  return address.port;
}
