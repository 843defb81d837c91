import { isLocalSink, parseSmtpUrl } from '../adapters/smtp/smtp-server.ts';
import type { Database } from '../db/database.ts';
import { demoState } from './demo-state.ts';

/** The demo would send mail to the world. */
export class DemoMailRefused extends Error {
  override readonly name = 'DemoMailRefused';
}

/** Throws `DemoMailRefused` unless mail stays on this machine. */
export function requireLocalSink(smtpUrl: string): void {
  const server = parseSmtpUrl(smtpUrl);
  if (isLocalSink(server)) return;
  throw new DemoMailRefused(
    `The demo's members are invented, and ${server.host} is not a mail server of this machine. Unset SMTP_URL to use ` +
      `the local mailbox, or use a database without the demo.`,
  );
}

/** For a process that is about to send: the same, when the database holds the demo. */
export async function guardDemoMail(db: Database, smtpUrl: string): Promise<void> {
  const { kind } = await demoState(db);
  if (kind === 'demo' || kind === 'unfinished') requireLocalSink(smtpUrl);
}
