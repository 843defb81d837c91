import { beforeAll } from 'vitest';
import type { IncomingEvent } from '../../src/domain/event/incoming-event.ts';
import type { EarnRule } from '../../src/domain/earning/earn-rule.ts';
import type { Program, Returns, Wallet } from '../../src/domain/program/program.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import type { JsonObject } from '../../src/domain/values/json.ts';
import type { Answer } from '../../src/domain/earning/answer.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { readBalances } from '../../src/services/ledger/read-balances.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { startRedemption } from '../../src/services/redemption/start-redemption.ts';
import { listReturns } from '../../src/services/return/list-returns.ts';
import { NOW, PROGRAM, program, withShop, type Shop } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';

const FOREVER: Wallet = { kind: 'redeemable', pendingFor: null, expiry: { kind: 'none' } };

function wallet(returns: Partial<Returns>): Wallet {
  return { ...FOREVER, returns: { earned: 'debt', spent: 'give_back', expiredLiveFor: null, ...returns } };
}

function cents(id: string, rule: Partial<EarnRule> = {}): EarnRule {
  return {
    id: `cents-in-${id}`,
    upon: { type: 'purchase', where: [] },
    who: null,
    award: [{ kind: 'perAmount', wallet: id, points: 1, minor: 1, basis: 'gross', rounding: 'down' }],
    ...rule,
  };
}

/** Beans as ever; and a point for each cent in wallets of every policy. */
const WITH_POLICIES: Program = {
  ...program,
  wallets: {
    ...program.wallets,
    owed: wallet({ earned: 'debt' }),
    clipped: wallet({ earned: 'clip', spent: 'keep' }),
    refused: wallet({ earned: 'refuse' }),
    kept: wallet({}),
  },
  earn: [
    ...program.earn,
    cents('owed'),
    cents('clipped'),
    cents('refused'),
    cents('kept', { onReturn: 'keep' }),
  ],
};

export interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly minor: number;
}

const euro = (amountMinor: number): JsonObject => ({ amountMinor, currency: 'EUR' });

function linesOf(lines: readonly Line[]): JsonObject {
  return { lines: lines.map(({ sku, quantity, minor }) => ({ sku, quantity, amount: euro(minor) })) };
}

/** A shop of which goods come back; the answered functions may be called inside tests only. */
export function withReturns() {
  const shop = withShop();
  beforeAll(async () => {
    const folder = { program: { definition: WITH_POLICIES, source: '' }, journeys: [], templates: [] };
    valueOf(await applyProgram(shop().ctx(at('2026-01-02T00:00:00Z')), folder));
  });
  return { shop, customer: () => newCustomer(shop()) };
}

let customers = 0;
let events = 0;

export type Customer = Awaited<ReturnType<typeof newCustomer>>;

async function newCustomer(shop: Shop) {
  customers += 1;
  const externalId = `customer-${customers}`;
  const [memberId] = await shop.enrol([externalId]);
  if (memberId === undefined) throw new Error('nobody was enrolled');
  const event = (type: string, data: JsonObject, occurredAt: Instant): IncomingEvent => {
    events += 1;
    return { externalId: `event-${events}`, source: 'till', type, member: { externalId }, occurredAt, data };
  };
  return {
    memberId,
    purchase: (orderId: string, lines: readonly Line[], occurredAt = at('2026-11-20')): IncomingEvent => {
      const total = euro(lines.reduce((sum, { minor }) => sum + minor, 0));
      return event('purchase', { orderId: `${externalId}/${orderId}`, total, ...linesOf(lines) }, occurredAt);
    },
    back: (
      orderId: string | null,
      lines: readonly Line[] = [],
      occurredAt = at('2026-11-21'),
    ): IncomingEvent => {
      const order = orderId === null ? {} : { orderId: `${externalId}/${orderId}` };
      const what = lines.length === 0 ? {} : linesOf(lines);
      return event('return', { returnId: `return-${events}`, ...order, ...what }, occurredAt);
    },
    spend: (name: string, points: number, orderId: string | null = null) =>
      spend(shop, memberId, { name, points, orderId: orderId === null ? null : `${externalId}/${orderId}` }),
    record: (...sent: readonly IncomingEvent[]) => record(shop, sent),
    balance: async (name: string) => valueOf(await readBalances(shop.ctx(), PROGRAM, memberId))[name],
    listed: async (status: 'waiting' | 'unmatched' | 'refused') => {
      const { items } = await listReturns(shop.ctx(), PROGRAM, { status, limit: 200, after: null });
      return items.filter((item) => item.memberId === memberId).map(({ back }) => back);
    },
  };
}

async function record(shop: Shop, sent: readonly IncomingEvent[], now = NOW): Promise<readonly Answer[]> {
  const items = await recordEvents(shop.ctx(now), PROGRAM, sent);
  return items.map((item) => {
    if (item.status === 'refused') throw new Error(item.refusal.detail);
    return item.answer;
  });
}

async function spend(
  shop: Shop,
  memberId: Uuid,
  {
    name,
    points,
    orderId,
  }: { readonly name: string; readonly points: number; readonly orderId: string | null },
): Promise<void> {
  events += 1;
  const asked = {
    programId: PROGRAM,
    memberId,
    source: 'till',
    requestId: `spend-${events}`,
    reason: 'a flat white',
  };
  const way = { kind: 'at_once' } as const;
  valueOf(await startRedemption(shop.ctx(), { ...asked, wallet: name, points, orderId, way }));
}
