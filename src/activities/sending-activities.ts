import type { SendMail } from '../adapters/smtp/mail.ts';
import { renderTemplate } from '../adapters/templates/render-template.ts';
import type { Uuid } from '../domain/values/identity.ts';
import type { Context } from '../services/context.ts';
import { failpoint } from '../services/failpoint.ts';
import { claimMessage, type Claim } from '../services/message/claim-message.ts';
import { settleMessage, type Attempt } from '../services/message/settle-message.ts';
import { uuidOf } from './member-activities.ts';

/** What leaves the house; on a queue of its own, at the rate that providers allow. */
export interface SendingActivities {
  /** Claims a message, hands it over and records the outcome; or finds that there is nothing to do. */
  deliverMessage(messageId: string): Promise<void>;
}

export interface SendingDeps {
  /** Made anew for each step, with the time of that step. */
  readonly context: () => Context;
  readonly sendMail: SendMail;
  /** Sender of all mail, as `Name <address>`. */
  readonly mailFrom: string;
  /** How members reach the pages behind links, without a slash at the end. */
  readonly publicUrl: string;
  /** Around each step; nothing, unless given. */
  readonly step?: <T>(name: 'claim' | 'hand over' | 'settle', work: () => Promise<T>) => Promise<T>;
}

type Claimed = Extract<Claim, { readonly kind: 'claimed' }>;

export function createSendingActivities(deps: SendingDeps): SendingActivities {
  const { context, step = (_name, work) => work() } = deps;
  return {
    async deliverMessage(id) {
      const messageId = uuidOf(id);
      const claim = await step('claim', () => claimMessage(context(), messageId));
      if (claim.kind === 'nothing') return;
      const attempt = await step('hand over', () => handOver(deps, messageId, claim));
      await step('settle', () => settleMessage(context(), { messageId, token: claim.token, attempt }));
    },
  };
}

async function handOver(
  { sendMail, mailFrom, publicUrl }: SendingDeps,
  messageId: Uuid,
  { letter, unsubscribeToken }: Claimed,
): Promise<Attempt> {
  if (letter.channel !== 'email') return { kind: 'failed', permanent: true, reason: 'no_provider' };
  const unsubscribeUrl = unsubscribeToken === null ? null : `${publicUrl}/u/${unsubscribeToken}`;
  const links = unsubscribeUrl === null ? {} : { unsubscribeUrl };
  const rendered = renderTemplate(letter.template, { ...letter.values, ...links });
  if (!rendered.ok) {
    return rendered.reason === 'missing_value'
      ? { kind: 'skipped', reason: rendered.reason }
      : { kind: 'failed', permanent: true, reason: rendered.reason };
  }
  failpoint('before_handover');
  const attempt = await sendMail({
    ...rendered.value,
    to: letter.address,
    from: mailFrom,
    messageId: `<${messageId}@${new URL(publicUrl).hostname}>`,
    unsubscribeUrl,
  });
  failpoint('after_handover');
  return attempt;
}
