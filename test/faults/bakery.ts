import { delayFor, done, journey, mail } from '../../src/domain/journey/journey.fixture.ts';
import type { JourneyNode } from '../../src/domain/journey/journey.ts';
import { program, reader } from '../../src/domain/simulation/story.fixture.ts';
import { duration } from '../../src/domain/values/instant.fixture.ts';
import { formatInstant, type Instant } from '../../src/domain/values/instant.ts';
import type { JsonObject } from '../../src/domain/values/json.ts';
import type { Context } from '../../src/services/context.ts';
import { createApiKey } from '../../src/services/access/create-api-key.ts';
import { enrolMembers } from '../../src/services/member/enrol-members.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { memberIdsOf, valueOf } from '../support/answers.ts';

export const PROGRAM = program.id;
export const SOURCE = 'till';

const bonus: JourneyNode = {
  kind: 'award_points',
  wallet: 'beans',
  points: { literal: 5 },
  pendingFor: null,
  next: 'done',
  refused: 'done',
};

const patience: JourneyNode = {
  kind: 'wait_until',
  branches: [{ trigger: purchaseBy('app'), go: 'done' }],
  after: duration('PT2S'),
  timeout: 'done',
};

/** Thanks by mail for each purchase by app, once the last thanks are over; points for each purchase that was ordered ahead. */
const JOURNEYS = [
  journey(
    'thanks',
    purchaseBy('app'),
    { rest: delayFor('PT1S', 'thanks'), thanks: mail('thanks', 'patience'), patience, done },
    { reentry: { kind: 'always' } },
  ),
  journey('bonus', purchaseBy('phone'), { bonus, done }, { reentry: { kind: 'always' } }),
];

function purchaseBy(channel: Channel) {
  return {
    kind: 'upon',
    type: 'purchase',
    where: [{ kind: 'value', path: 'channel', test: { is: channel } }],
  } as const;
}

/** How a purchase was made: whether it begins a journey, and which. */
export type Channel = 'till' | 'app' | 'phone';

/** Publishes the program, and answers a key to send purchases with. */
export async function openBakery(ctx: Context): Promise<string> {
  valueOf(
    await applyProgram(ctx, {
      program: { definition: program, source: '' },
      journeys: JOURNEYS.map((definition) => ({ definition, source: '' })),
      templates: [{ id: 'thanks', subject: 'Thanks', html: '<p>Thanks</p>', text: 'Thanks' }],
    }),
  );
  const created = await createApiKey(ctx, { programId: PROGRAM, source: SOURCE, expiresAt: null });
  return valueOf(created).key;
}

/** Enrols members `<name>-0`, `<name>-1`, … who agreed to offers by mail, and answers their external ids. */
export async function enrolCustomers(ctx: Context, name: string, count: number): Promise<readonly string[]> {
  const externalIds = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  const consents = reader.consents.map(({ topic, channel }) => {
    return { topic, channel, basis: 'test', textVersion: '1' };
  });
  memberIdsOf(
    await enrolMembers(
      ctx,
      PROGRAM,
      externalIds.map((externalId) => ({ externalId, email: `${externalId}@example.com`, consents })),
    ),
  );
  return externalIds;
}

/** A purchase as it is sent over HTTP. */
export interface SentPurchase {
  readonly id: string;
  readonly type: 'purchase';
  readonly member: { readonly externalId: string };
  readonly occurredAt: string;
  readonly data: JsonObject;
}

/** A purchase of one croissant, which earns ten points. */
export function purchase(
  id: string,
  member: string,
  { at, channel = 'till' }: { readonly at: Instant; readonly channel?: Channel },
): SentPurchase {
  return {
    id,
    type: 'purchase',
    member: { externalId: member },
    occurredAt: formatInstant(at),
    data: { orderId: id, total: { amountMinor: 290, currency: 'EUR' }, channel },
  };
}
