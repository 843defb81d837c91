import { Counter, type Registry } from 'prom-client';
import type { SendMail } from '../../adapters/smtp/mail.ts';

/** What comes of handing messages over. */
export function createDeliveryMetrics(registry: Registry): (send: SendMail) => SendMail {
  const attempts = new Counter({
    name: 'perennial_handovers_total',
    help: 'Mails handed over to the provider, by what came of it: sent, failed or unknown.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (send) => async (mail) => {
    const attempt = await send(mail);
    attempts.inc({ outcome: attempt.kind });
    return attempt;
  };
}
