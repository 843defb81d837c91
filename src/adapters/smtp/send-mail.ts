import MailComposer from 'nodemailer/lib/mail-composer';
import type MimeNode from 'nodemailer/lib/mime-node';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Handover, Mail, SendMail } from './mail.ts';
import type { SmtpServer } from './smtp-server.ts';

const CONNECT_WITHIN_MS = 3_000;
const HANDOVER_WITHIN_MS = 8_000;

/**
 * Sends through an SMTP server, with a connection for each mail: the two stages of a connection say whether the server
 * may have the mail, which a pool's errors do not.
 */
export function createSmtpSender(server: SmtpServer): SendMail {
  return async (mail) => {
    const parcel = await pack(mail).catch(() => null);
    if (parcel === null) return { kind: 'failed', permanent: true, reason: 'smtp_envelope' };
    return handOver(server, parcel);
  };
}

interface Parcel {
  readonly messageId: string;
  readonly envelope: ReturnType<MimeNode['getEnvelope']>;
  readonly content: Buffer;
}

/** Rejects what can be written down in no mail. */
async function pack(mail: Mail): Promise<Parcel> {
  const { to, from, subject, html, text, messageId, unsubscribeUrl } = mail;
  const oneClick =
    unsubscribeUrl === null
      ? {}
      : {
          'List-Unsubscribe': `<${unsubscribeUrl}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        };
  const node = new MailComposer({ to, from, subject, html, text, messageId, headers: oneClick }).compile();
  return { messageId, envelope: node.getEnvelope(), content: await node.build() };
}

type Stage = 'connecting' | 'sending';

async function handOver(server: SmtpServer, parcel: Parcel): Promise<Handover> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.isSecure,
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    socketTimeout: HANDOVER_WITHIN_MS,
  });
  let stage: Stage = 'connecting';
  const lost = new Promise<never>((_, reject) => {
    connection.on('error', reject);
  });
  const deadline = setTimeout(() => connection.emit('error', new Error('no answer')), HANDOVER_WITHIN_MS);
  const converse = async (): Promise<Handover> => {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    if (server.login !== null) await login(connection, server.login);
    stage = 'sending';
    await deliver(connection, parcel);
    connection.quit();
    return { kind: 'sent', providerId: parcel.messageId };
  };
  try {
    return await Promise.race([converse(), lost]);
  } catch (error) {
    connection.close();
    return handoverAfter(error, stage);
  } finally {
    clearTimeout(deadline);
  }
}

function login(connection: SMTPConnection, credentials: { user: string; pass: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.login({ credentials }, (error) => (error ? reject(error) : resolve()));
  });
}

function deliver(connection: SMTPConnection, { envelope, content }: Parcel): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.send(envelope, content, (error) => (error ? reject(error) : resolve()));
  });
}

/** Faults of the mail itself, found before anything was sent: the same mail always meets them. */
const UNSENDABLE: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);

/**
 * A reply is final: 4xx may be tried again, 5xx may not (RFC 5321, 4.2.1). Without a reply the server may have the mail
 * as soon as sending began.
 */
function handoverAfter(error: unknown, stage: Stage): Handover {
  const of = (name: string): unknown => (error instanceof Error ? Reflect.get(error, name) : undefined);
  const [responseCode, code] = [of('responseCode'), of('code')];
  if (typeof responseCode === 'number') {
    return { kind: 'failed', permanent: responseCode >= 500, reason: `smtp_${responseCode}` };
  }
  if (UNSENDABLE.has(code)) return { kind: 'failed', permanent: true, reason: 'smtp_envelope' };
  if (stage === 'sending') return { kind: 'unknown', reason: 'connection_lost' };
  return { kind: 'failed', permanent: false, reason: 'smtp_unreachable' };
}
