import { beforeEach, describe, expect, it } from 'vitest';
import { parseZone } from '../../src/domain/values/calendar.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { HOUR_MS, MINUTE_MS, type Instant } from '../../src/domain/values/instant.ts';
import type { ProfileChange } from '../../src/domain/member/profile.ts';
import { changeConsent } from '../../src/services/member/change-consent.ts';
import { changeMember } from '../../src/services/member/change-member.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { enrolMembers, type EnrolMember } from '../../src/services/member/enrol-members.ts';
import { findMember } from '../../src/services/member/find-member.ts';
import { listTimeline } from '../../src/services/member/list-timeline.ts';
import { listLedger } from '../../src/services/ledger/list-ledger.ts';
import { readBalances } from '../../src/services/ledger/read-balances.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { later, NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();
const BERLIN = parseZone('Europe/Berlin') ?? undefined;

const ANN: Omit<EnrolMember, 'externalId'> = {
  email: 'ann@example.com',
  timezone: BERLIN,
  attributes: { favouriteStore: 'Mitte' },
  enrolledAt: at('2020-02-29T08:00:00Z'),
  consents: [{ topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '2026-01' }],
};

let count = 0;
let externalId: string;
let memberId: Uuid;

beforeEach(async () => {
  count += 1;
  externalId = `ann-${count}`;
  const enrolled = await enrolMember(shop().ctx(), PROGRAM, { ...ANN, externalId });
  if (!enrolled.ok) throw new Error(enrolled.refusal.detail);
  memberId = enrolled.value.memberId;
});

function minutesAgo(minutes: number): Instant {
  return later(NOW, -minutes * MINUTE_MS);
}

async function timeline() {
  const { items } = await listTimeline(shop().ctx(), PROGRAM, { memberId, limit: 200, before: null });
  return items.toReversed();
}

async function change(profile: ProfileChange, version: number | null = null) {
  return changeMember(shop().ctx(), PROGRAM, { memberId, change: profile, version });
}

describe('enrolling', () => {
  it('answers a member who is found by either id, with consents', async () => {
    const expected = {
      ok: true,
      value: {
        id: memberId,
        externalId,
        email: 'ann@example.com',
        phone: null,
        timezone: 'Europe/Berlin',
        locale: null,
        attributes: { favouriteStore: 'Mitte' },
        tags: [],
        consents: [{ topic: 'offers', channel: 'email', given: true, at: ANN.enrolledAt }],
        enrolledAt: ANN.enrolledAt,
        mergedInto: null,
        version: 1,
      },
    };
    expect(await findMember(shop().ctx(), PROGRAM, { externalId })).toEqual(expected);
    expect(await findMember(shop().ctx(), PROGRAM, { id: memberId })).toEqual(expected);
  });

  it('begins the log with the enrolment and the consents, without addresses', async () => {
    const events = await timeline();
    expect(events).toMatchObject([
      {
        seq: 1,
        type: 'enrolled',
        occurredAt: ANN.enrolledAt,
        data: {
          timezone: 'Europe/Berlin',
          locale: null,
          reachable: ['email'],
          attributes: { favouriteStore: 'Mitte' },
        },
      },
      { seq: 2, type: 'consent_given', data: { topic: 'offers', channel: 'email', basis: 'checkbox' } },
    ]);
    expect(JSON.stringify(events)).not.toContain('ann@example.com');
  });

  it('marks the member, for whom something may be decided', async () => {
    expect(await markOf(memberId)).toBe(NOW);
  });

  it('refuses a second member with the same external id, and changes nothing', async () => {
    const before = await shop().stateHash();
    const again = await enrolMember(shop().ctx(), PROGRAM, { externalId, email: 'other@example.com' });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'member_exists' } });
    expect(await shop().stateHash()).toBe(before);
  });

  it.each([
    [
      'an attribute that nobody declared',
      { attributes: { shoeSize: 42 } },
      'unknown_attribute',
      '/attributes/shoeSize',
    ],
    [
      'a day that does not exist',
      { attributes: { birthday: '2001-02-29' } },
      'invalid_input',
      '/attributes/birthday',
    ],
    ['a future', { enrolledAt: later(NOW, HOUR_MS) }, 'occurred_in_future', '/enrolledAt'],
    [
      'a topic that nobody knows',
      { consents: [{ topic: 'gossip', channel: 'email', basis: 'x', textVersion: '1' }] },
      'unknown_topic',
      '/consents/0/topic',
    ],
    ['text that cannot be kept', { email: 'a\u0000@example.com' }, 'invalid_input', undefined],
  ] as const)('with %s is refused alone', async (_name, fault, code, pointer) => {
    const names = [`good-${count}`, `bad-${count}`, `fine-${count}`];
    const items = await enrolMembers(
      shop().ctx(),
      PROGRAM,
      names.map((name) => Object.assign({ externalId: name }, name.startsWith('bad') ? fault : {})),
    );
    expect(items.map(({ status }) => status)).toEqual(['enrolled', 'refused', 'enrolled']);
    expect(items[1]).toMatchObject({ refusal: { code, ...(pointer !== undefined && { pointer }) } });
  });

  it('twice in one batch makes one member', async () => {
    const people = [{ externalId: `twin-${count}` }, { externalId: `twin-${count}` }];
    const [first, second] = await enrolMembers(shop().ctx(), PROGRAM, people);
    expect(first).toMatchObject({ status: 'enrolled' });
    expect(second).toEqual({ ...first, status: 'exists' });
  });
});

describe('changing a member', () => {
  it('tells the log what is different, and of addresses only the channels', async () => {
    const changed = await change({
      email: null,
      phone: '+493012345678',
      locale: 'de-DE',
      attributes: { birthday: '1990-03-01', favouriteStore: null },
    });
    expect(changed).toMatchObject({
      ok: true,
      value: {
        email: null,
        phone: '+493012345678',
        timezone: 'Europe/Berlin',
        locale: 'de-DE',
        attributes: { birthday: '1990-03-01' },
        version: 2,
      },
    });
    const events = await timeline();
    expect(events.at(-1)).toMatchObject({
      type: 'profile_changed',
      data: {
        changed: {
          reachable: ['sms'],
          locale: 'de-DE',
          attributes: { birthday: '1990-03-01', favouriteStore: null },
        },
      },
    });
    expect(JSON.stringify(events)).not.toContain('4930');
  });

  it('of one address to another is no event, and counts as a version', async () => {
    const before = await timeline();
    expect(await change({ email: 'new@example.com' })).toMatchObject({
      value: { email: 'new@example.com', version: 2 },
    });
    expect(await timeline()).toEqual(before);
  });

  it('that changes nothing leaves version and log as they are', async () => {
    const before = await shop().stateHash();
    expect(await change({ email: 'ann@example.com', attributes: { favouriteStore: 'Mitte' } })).toMatchObject(
      {
        value: { version: 1 },
      },
    );
    expect(await shop().stateHash()).toBe(before);
  });

  it('that was made for an older version is refused', async () => {
    await change({ locale: 'de' }, 1);
    expect(await change({ locale: 'fr' }, 1)).toMatchObject({
      ok: false,
      refusal: { code: 'version_conflict' },
    });
    expect(await change({ locale: 'fr' }, 2)).toMatchObject({ ok: true, value: { version: 3 } });
  });

  it('with an attribute that nobody declared is refused, and nothing is written', async () => {
    const before = await shop().stateHash();
    expect(await change({ locale: 'de', attributes: { shoeSize: 42 } })).toMatchObject({
      refusal: { code: 'unknown_attribute' },
    });
    expect(await shop().stateHash()).toBe(before);
  });
});

it('a consent is the member’s latest word, also when it arrives late', async () => {
  const word = { memberId, topic: 'offers', channel: 'email', basis: 'page', source: 'api' } as const;
  await changeConsent(shop().ctx(), PROGRAM, { ...word, state: 'withdrawn', occurredAt: minutesAgo(1) });
  await changeConsent(shop().ctx(), PROGRAM, { ...word, state: 'given', occurredAt: minutesAgo(2) });
  expect(await findMember(shop().ctx(), PROGRAM, { id: memberId })).toMatchObject({
    value: { consents: [{ topic: 'offers', channel: 'email', given: false, at: minutesAgo(1) }] },
  });
});

it('pages of timeline and journal hold everything once, latest first', async () => {
  for (let index = 0; index < 5; index++) {
    await recordEvents(shop().ctx(later(NOW, index)), PROGRAM, [purchase({ member: { id: memberId } })]);
  }
  const sequences: number[] = [];
  for (let before: number | null = Infinity; before !== null;) {
    const key: number | null = before === Infinity ? null : before;
    const page = await listTimeline(shop().ctx(), PROGRAM, { memberId, limit: 4, before: key });
    sequences.push(...page.items.map(({ seq }) => seq));
    before = page.next;
  }
  expect(sequences).toEqual(Array.from({ length: 17 }, (_, index) => 17 - index));

  const first = await listLedger(shop().ctx(), PROGRAM, { memberId, limit: 3, after: null });
  const second = await listLedger(shop().ctx(), PROGRAM, { memberId, limit: 3, after: first.next });
  const entries = [...first.items, ...second.items];
  expect(second.next).toBeNull();
  expect(entries.map(({ recordedAt }) => recordedAt - NOW)).toEqual([4, 3, 2, 1, 0]);
  for (const entry of entries) {
    expect(entry.postings.map(({ account, amount }) => [account, amount])).toEqual([
      ['member_pending', 12],
      ['issued', -12],
      ['member_active', 12],
      ['issued', -12],
    ]);
    expect(entry.lots.map(({ earned, remaining }) => [earned, remaining])).toEqual([
      [12, 12],
      [12, 12],
    ]);
  }
});

it('balances name every wallet of the program, also those that never moved', async () => {
  const none = { active: 0, pending: 0, held: 0, debt: 0, lifetime: 0 };
  expect(await readBalances(shop().ctx(), PROGRAM, memberId)).toEqual({
    ok: true,
    value: { beans: none, status: none },
  });
});

async function markOf(id: Uuid) {
  const row = await shop()
    .db.selectFrom('lifecycle')
    .select('needs_advance_since')
    .where('member_id', '=', id)
    .executeTakeFirstOrThrow();
  return row.needs_advance_since;
}
