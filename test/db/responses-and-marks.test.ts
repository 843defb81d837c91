import type { Notification } from 'pg';
import { describe, expect, it } from 'vitest';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { withClient } from '../../src/db/provision.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { enrolMembers } from '../../src/services/member/enrol-members.ts';
import { newUuid } from '../../src/services/new-uuid.ts';
import { NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

async function sentMessage(memberId: Uuid): Promise<Uuid> {
  const id = newUuid(NOW);
  await shop()
    .db.insertInto('message')
    .values({
      id,
      program_id: PROGRAM,
      member_id: memberId,
      run_id: newUuid(NOW),
      journey_id: 'winback',
      node: 'offer',
      channel: 'email',
      template: 'winback-offer',
      class: 'marketing',
      topic: 'offers',
      content: JSON.stringify({ version: 1, with: {} }),
      planned_at: new Date(NOW),
      status: 'sent',
    })
    .execute();
  return id;
}

function click(member: { readonly id: Uuid }, messageId: string) {
  return {
    ...purchase({ type: 'message_clicked', member }),
    data: { messageId, link: 'https://example.com/' },
  };
}

describe('a click', () => {
  it('is kept with the run, node and template that the message came from', async () => {
    const [ann] = await shop().enrol(['ann']);
    if (ann === undefined) throw new Error('a member was enrolled');
    const messageId = await sentMessage(ann);
    const event = click({ id: ann }, `msg_${messageId}`);
    expect(await recordEvents(shop().ctx(), PROGRAM, [event, event])).toMatchObject([
      { status: 'recorded' },
      { status: 'duplicate' },
    ]);
    const { data } = await shop()
      .db.selectFrom('member_event')
      .select('data')
      .where('member_id', '=', ann)
      .where('type', '=', 'message_clicked')
      .executeTakeFirstOrThrow();
    expect(data).toMatchObject({
      messageId,
      link: 'https://example.com/',
      journey: 'winback',
      node: 'offer',
      template: 'winback-offer',
      channel: 'email',
    });
  });

  it('on a message to somebody else is refused', async () => {
    const [bob, carl] = await shop().enrol(['bob', 'carl']);
    if (bob === undefined || carl === undefined) throw new Error('two members were enrolled');
    const messageId = await sentMessage(bob);
    expect(await recordEvents(shop().ctx(), PROGRAM, [click({ id: carl }, messageId)])).toMatchObject([
      { status: 'refused', refusal: { code: 'invalid_input', pointer: '/data/messageId' } },
    ]);
  });
});

describe('the drainer', () => {
  it('is woken once at the commit that marks members, and not by one that marks nobody', async () => {
    const people = ['dora', 'emil', 'frieda'].map((externalId) => ({ externalId }));
    await enrolMembers(shop().ctx(), PROGRAM, people, { history: true });
    const buy = async () =>
      recordEvents(
        shop().ctx(),
        PROGRAM,
        people.map((member) => purchase({ member })),
      );
    const woken = await withClient(shop().database.appUrl, async (client) => {
      const notifications: Notification[] = [];
      client.on('notification', (notification) => notifications.push(notification));
      await client.query('listen perennial_marked');
      await buy();
      await buy();
      // The answer to a later query comes after all that was notified before it.
      await client.query('select 1');
      return notifications;
    });
    expect(woken).toHaveLength(1);
  });
});
