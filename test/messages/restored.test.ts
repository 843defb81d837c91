import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSendingActivities } from '../../src/activities/sending-activities.ts';
import { createSmtpSender } from '../../src/adapters/smtp/send-mail.ts';
import { parseSmtpUrl } from '../../src/adapters/smtp/smtp-server.ts';
import { openDatabase } from '../../src/db/database.ts';
import { delayFor, done, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../../src/domain/values/instant.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { renewEpoch } from '../../src/services/lifecycle/database-epoch.ts';
import { later, PROGRAM, START, withCafe } from '../lifecycle/cafe.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';
import { record } from '../workflows/story-steps.ts';

const offer = journey('offer', upon('visit'), { mail: mail('thanks', 'done'), done });
const reminder = journey('reminder', upon('asked'), {
  rest: delayFor('P1D', 'mail'),
  mail: mail('thanks', 'done'),
  done,
});
const receipt = journey('receipt', upon('paid'), {
  mail: mail('thanks', 'done', { class: 'transactional' }),
  done,
});
const cafe = withCafe([offer, reminder, receipt]);

const RESTORED = later(START, 10 * DAY_MS);
const RECORDED = later(RESTORED, 5 * MINUTE_MS);

let sink: MailSink;
beforeAll(async () => {
  sink = await startMailSink();
  const owned = openDatabase(cafe().database.ownerUrl, { connectionsMax: 1 });
  await renewEpoch(owned, { now: RESTORED });
  await owned.destroy();
});
afterAll(() => sink.stop());

/** What becomes of the message of someone to whom this happened, and which was recorded after the restore. */
async function outcome(name: string, type: string, occurredAt: Instant): Promise<string> {
  const memberId = await cafe().enrol(name);
  await record(cafe().ctx(RECORDED), PROGRAM, memberId, { at: occurredAt, type, data: {} });
  for (const now of [RECORDED, later(RECORDED, DAY_MS)]) {
    await advanceMarked(cafe().ctx(now), 10);
    await cafe().conduct(memberId, now);
  }
  const { db } = cafe().database;
  const message = db.selectFrom('message').select(['id', 'status']).where('member_id', '=', memberId);
  const { id } = await message.executeTakeFirstOrThrow();
  const activities = createSendingActivities({
    context: () => cafe().ctx(later(RECORDED, DAY_MS)),
    sendMail: createSmtpSender(parseSmtpUrl(sink.url)),
    mailFrom: 'hello@example.com',
    publicUrl: 'http://localhost:3000',
  });
  await activities.deliverMessage(id);
  return (await message.executeTakeFirstOrThrow()).status;
}

it('marketing that an event sent again plans anew is not sent, for the lost copy may have planned it already', async () => {
  expect(await outcome('ann', 'visit', later(RESTORED, -HOUR_MS))).toBe('unknown');
});

it('marketing that the lost copy cannot have planned is sent, although its event came again', async () => {
  expect(await outcome('bob', 'asked', later(RESTORED, -HOUR_MS))).toBe('sent');
});

it('what happens after the restore is as ever', async () => {
  expect(await outcome('eve', 'visit', later(RESTORED, MINUTE_MS))).toBe('sent');
});

it('transactional mail is sent, perhaps again', async () => {
  expect(await outcome('joe', 'paid', later(RESTORED, -HOUR_MS))).toBe('sent');
});
