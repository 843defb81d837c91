import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceDefinition } from './service.ts';
import type { LocalSettings } from './settings.ts';
import { answersOk } from './temporal-server.ts';

const MAILS_KEPT = '10000';

/** A mail server that keeps what it is given instead of delivering it, with a page to read it. */
export function mailbox({ home, ports }: LocalSettings): ServiceDefinition {
  const entry = fileURLToPath(import.meta.resolve('maildev'));
  return {
    name: 'mailbox',
    program: process.execPath,
    args: [
      path.join(path.dirname(entry), 'bin', 'maildev.js'),
      `--smtp=${ports.smtp}`,
      '--ip=127.0.0.1',
      `--web=${ports.mailbox}`,
      '--web-ip=127.0.0.1',
      `--mail-directory=${path.join(home, 'mail')}`,
      `--max-emails=${MAILS_KEPT}`,
      // It would log addresses and subjects.
      '--silent',
    ],
    logFile: path.join(home, 'logs', 'mailbox.log'),
    isReady: () => answersOk(`http://127.0.0.1:${ports.mailbox}/api/healthz`),
    readyWithinMs: 20_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 2_000,
  };
}
