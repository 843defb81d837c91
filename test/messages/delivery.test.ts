import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSendingActivities } from '../../src/activities/sending-activities.ts';
import { createSmtpSender } from '../../src/adapters/smtp/send-mail.ts';
import { parseSmtpUrl } from '../../src/adapters/smtp/smtp-server.ts';
import { openDatabase } from '../../src/db/database.ts';
import { delayFor, done, exitUpon, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { DAY_MS, MINUTE_MS, type Instant } from '../../src/domain/values/instant.ts';
import { renewEpoch } from '../../src/services/lifecycle/database-epoch.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { claimMessage } from '../../src/services/message/claim-message.ts';
import { settleMessage } from '../../src/services/message/settle-message.ts';
import { pauseSending } from '../../src/services/sending/pause-sending.ts';
import { resumeSending } from '../../src/services/sending/resume-sending.ts';
import { later, PROGRAM, START, thanks, withCafe } from '../lifecycle/cafe.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';

const LEASE_MS = 30_000;
const HOUR_MS = 60 * MINUTE_MS;

const receipt = journey('receipt', upon('paid'), {
  mail: mail('thanks', 'done', { class: 'transactional' }),
  done,
});
const offer = journey(
  'offer',
  upon('visit'),
  { mail: mail('thanks', 'rest'), rest: delayFor('P7D', 'done'), done },
  { exits: [exitUpon('left', 'left')] },
);
const personal = journey('personal', upon('birthday'), { mail: mail('personal', 'done'), done });
const statement = journey('statement', upon('asked'), { mail: mail('statement', 'done'), done });
const templates = [
  {
    id: 'statement',
    subject: 'Beans',
    html: '<p>{{ member.balance.beans }}</p>',
    text: '{{ member.balance.beans }}',
  },
  { id: 'thanks', subject: 'Thanks', html: '<p>Thanks</p>', text: 'Thanks' },
  { id: 'personal', subject: 'Hello', html: '<p>{{ member.birthday }}</p>', text: '{{ member.birthday }}' },
];

const cafe = withCafe([thanks, receipt, offer, personal, statement], templates);

/** What the mail server answers; null: it takes the mail. */
let refusal: number | null = null;
let sink: MailSink;
beforeAll(async () => {
  sink = await startMailSink({
    reply: () => (refusal === null ? null : Object.assign(new Error('no'), { responseCode: refusal })),
  });
});
afterAll(() => sink.stop());
beforeEach(() => {
  refusal = null;
  sink.clear();
});

/** Someone to whom a message is planned at `START` plus a day, because something happened to them. */
async function planned(
  name: string,
  type: string,
): Promise<{ memberId: Uuid; messageId: Uuid; at: Instant }> {
  const memberId = await cafe().enrol(name);
  const at = later(START, DAY_MS);
  await cafe().happens(memberId, type, at);
  await advanceMarked(cafe().ctx(at), 100);
  const { id } = await messageOf(memberId);
  return { memberId, messageId: id, at };
}

async function messageOf(memberId: Uuid) {
  return cafe()
    .database.db.selectFrom('message')
    .select(['id', 'status', 'reason', 'attempts', 'next_attempt_at'])
    .where('member_id', '=', memberId)
    .executeTakeFirstOrThrow();
}

async function eventsOf(memberId: Uuid): Promise<readonly string[]> {
  const rows = await cafe()
    .database.db.selectFrom('member_event')
    .select('type')
    .where('member_id', '=', memberId)
    .orderBy('seq')
    .execute();
  return rows
    .map(({ type }) => type)
    .filter((type) => type.startsWith('message_') || type.startsWith('journey_'));
}

function deliver(messageId: Uuid, now: Instant): Promise<void> {
  const activities = createSendingActivities({
    context: () => cafe().ctx(now),
    sendMail: createSmtpSender(parseSmtpUrl(sink.url)),
    mailFrom: 'hello@example.com',
    publicUrl: 'http://localhost:3000',
  });
  return activities.deliverMessage(messageId);
}

describe('a message', () => {
  it('is handed over once, however many workers start it at once', async () => {
    const { memberId, messageId, at } = await planned('ann', 'visit');
    await Promise.all(Array.from({ length: 6 }, () => deliver(messageId, at)));
    await deliver(messageId, later(at, HOUR_MS));
    expect(sink.received()).toHaveLength(1);
    expect(await messageOf(memberId)).toMatchObject({ status: 'sent', attempts: 1 });
    expect(await eventsOf(memberId)).toEqual(['journey_entered', 'message_sent']);
  });

  it('is not sent when consent was withdrawn after it was planned, and says so', async () => {
    const { memberId, messageId, at } = await planned('bob', 'visit');
    const withdrawal = { topic: 'offers', channel: 'email', basis: 'test', textVersion: '1' };
    await cafe().happens(memberId, 'consent_withdrawn', at, withdrawal);
    await deliver(messageId, at);
    expect(sink.received()).toEqual([]);
    expect(await messageOf(memberId)).toMatchObject({ status: 'skipped', reason: 'no_consent' });
    expect(await eventsOf(memberId)).toEqual(['journey_entered', 'message_skipped']);
  });

  it('is withdrawn when its run ends before the claim, also when the end was not yet taken in', async () => {
    const { memberId, messageId, at } = await planned('cem', 'visit');
    await cafe().happens(memberId, 'left', at);
    await deliver(messageId, at);
    expect(sink.received()).toEqual([]);
    expect(await messageOf(memberId)).toMatchObject({ status: 'withdrawn', reason: 'exited' });
    expect(await eventsOf(memberId)).toEqual(['journey_entered', 'journey_ended']);
  });

  it('that was claimed is recorded as sent, although its run ended meanwhile', async () => {
    const { memberId, messageId, at } = await planned('dan', 'visit');
    const claim = await claimed(messageId, at);
    await cafe().happens(memberId, 'left', at);
    await advanceMarked(cafe().ctx(at), 100);
    const attempt = { kind: 'sent', providerId: 'p1' } as const;
    await settleMessage(cafe().ctx(at), { messageId, token: claim.token, attempt });
    expect(await messageOf(memberId)).toMatchObject({ status: 'sent' });
    expect(await eventsOf(memberId)).toEqual(['journey_entered', 'journey_ended', 'message_sent']);
  });

  it('counts a wallet in which nothing ever moved as empty, not as missing', async () => {
    const { messageId, at } = await planned('zoe', 'asked');
    await deliver(messageId, at);
    expect(sink.received().map(({ text }) => text?.trim())).toEqual(['0']);
  });

  it('is skipped when a value is missing that its template needs', async () => {
    const { memberId, messageId, at } = await planned('eva', 'birthday');
    await deliver(messageId, at);
    expect(sink.received()).toEqual([]);
    expect(await messageOf(memberId)).toMatchObject({ status: 'skipped', reason: 'missing_value' });
  });

  it('waits while sending is paused, and is sent when it is resumed', async () => {
    const { memberId, messageId, at } = await planned('fay', 'visit');
    await pauseSending(cafe().ctx(at), PROGRAM);
    await deliver(messageId, at);
    expect(await messageOf(memberId)).toMatchObject({ status: 'planned', next_attempt_at: null });
    expect(await cafe().conduct(memberId, later(at, DAY_MS))).toMatchObject({
      effects: [],
      nextWakeAt: null,
    });

    const resumed = later(at, 2 * DAY_MS);
    await resumeSending(cafe().ctx(resumed), PROGRAM);
    const { effects } = await cafe().conduct(memberId, resumed);
    expect(effects.map(({ id }) => id)).toEqual([messageId]);
    await deliver(messageId, resumed);
    expect(sink.received()).toHaveLength(1);
  });
});

describe('a claim whose lease ended without an outcome', () => {
  it('leaves marketing unknown, which is never sent again; a late outcome corrects only its state', async () => {
    const { memberId, messageId, at } = await planned('gus', 'visit');
    const { token } = await claimed(messageId, at);
    await deliver(messageId, later(at, LEASE_MS - 1));
    expect(await messageOf(memberId)).toMatchObject({ status: 'claimed' });

    await deliver(messageId, later(at, LEASE_MS));
    expect(sink.received()).toEqual([]);
    expect(await messageOf(memberId)).toMatchObject({ status: 'unknown', reason: 'outcome_unknown' });
    const attempt = { kind: 'sent', providerId: 'p1' } as const;
    await settleMessage(cafe().ctx(later(at, HOUR_MS)), { messageId, token, attempt });
    expect(await messageOf(memberId)).toMatchObject({ status: 'sent' });
    expect(await eventsOf(memberId)).toEqual(['journey_entered', 'message_unknown']);
  });

  it('has transactional mail sent again', async () => {
    const { memberId, messageId, at } = await planned('hal', 'paid');
    await claimed(messageId, at);
    await deliver(messageId, later(at, LEASE_MS));
    expect(sink.received()).toHaveLength(1);
    expect(await messageOf(memberId)).toMatchObject({ status: 'sent', attempts: 2 });
  });
});

describe('a mail server that does not take a mail', () => {
  it('is asked again after growing pauses, and then the message has failed', async () => {
    refusal = 451;
    const { memberId, messageId, at } = await planned('ida', 'visit');
    const pauses: number[] = [];
    let now = at;
    for (
      let message = await messageOf(memberId);
      message.status === 'planned';
      message = await messageOf(memberId)
    ) {
      const next = message.next_attempt_at ?? now;
      pauses.push((Math.max(now, next) - now) / MINUTE_MS);
      now = later(next, Math.max(0, now - next));
      await deliver(messageId, now);
    }
    expect(pauses).toEqual([0, 1, 5, 15, 60, 120, 180]);
    expect(await messageOf(memberId)).toMatchObject({ status: 'failed', reason: 'smtp_451', attempts: 7 });
  });

  it('is not asked again when it refused for good', async () => {
    refusal = 550;
    const { memberId, messageId, at } = await planned('jon', 'visit');
    await deliver(messageId, at);
    expect(await messageOf(memberId)).toMatchObject({ status: 'failed', reason: 'smtp_550', attempts: 1 });
    expect(await eventsOf(memberId)).toEqual(['journey_entered', 'message_failed']);
  });
});

it('in a database restored from a backup, marketing of before is not sent, for the lost copy may have sent it', async () => {
  const marketing = await planned('kim', 'visit');
  const transactional = await planned('lea', 'paid');
  const restored = later(marketing.at, HOUR_MS);
  const owned = openDatabase(cafe().database.ownerUrl, { connectionsMax: 1 });
  await renewEpoch(owned, { now: restored });
  await owned.destroy();

  await deliver(marketing.messageId, restored);
  await deliver(transactional.messageId, restored);
  expect(await messageOf(marketing.memberId)).toMatchObject({ status: 'unknown' });
  expect(await messageOf(transactional.memberId)).toMatchObject({ status: 'sent' });
  expect(sink.received()).toHaveLength(1);
});

async function claimed(messageId: Uuid, now: Instant) {
  const claim = await claimMessage(cafe().ctx(now), messageId);
  if (claim.kind !== 'claimed') throw new Error('nothing was claimed');
  return claim;
}
