import { fileURLToPath } from 'node:url';
import { readProgramFolder } from '../src/adapters/source-files.ts';
import type { Database } from '../src/db/database.ts';
import type { IncomingEvent } from '../src/domain/event/incoming-event.ts';
import type { Uuid } from '../src/domain/values/identity.ts';
import { DAY_MS, instantOf } from '../src/domain/values/instant.ts';
import type { Instant } from '../src/domain/values/instant.ts';
import { systemClock } from '../src/processes/clock.ts';
import { parseProgramFolder } from '../src/schemas/files/parse-program-folder.ts';
import type { Context } from '../src/services/context.ts';
import { recordEvents } from '../src/services/event/record-events.ts';
import { advanceMarked } from '../src/services/lifecycle/advance-members.ts';
import { enrolMembers } from '../src/services/member/enrol-members.ts';
import { applyProgram } from '../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../src/services/program/definitions-store.ts';

export const PROGRAM = 'corner-coffee';
const FOLDER = fileURLToPath(new URL('../examples/corner-coffee/', import.meta.url));
/** As the drainer takes them. */
const ADVANCED_AT_ONCE = 200;

/** The demo program with members `member-0`, `member-1`, … */
export interface CoffeeShop {
  readonly members: number;
  /** The verbs' context at the present instant. */
  readonly ctx: () => Context;
}

/** Applies the demo program and makes regulars of the first members. */
export async function openCoffeeShop(db: Database, members: number): Promise<CoffeeShop> {
  const ctx = await applyDemo(db);
  await serveRegulars(ctx, 0, members);
  return { members, ctx };
}

/** A member who has bought once, and under what ids. */
export interface Regular {
  readonly memberId: Uuid;
  readonly externalId: string;
  readonly orderId: string;
}

/**
 * Enrols so many members from `member-<first>` on, as in a shop that has been open for a while: each has bought before,
 * all is decided, and the next purchase gives nobody anything to decide.
 */
export async function serveRegulars(
  ctx: () => Context,
  first: number,
  count: number,
): Promise<readonly Regular[]> {
  const names = Array.from({ length: count }, (_, index) => externalIdOf(first + index));
  const memberIds = await enrolNewcomers(ctx, names);
  await advanceAll(ctx);
  const regulars: Regular[] = [];
  const purchases: IncomingEvent[] = [];
  for (const [index, memberId] of memberIds.entries()) {
    const purchase = purchaseBy(first + index, ctx().now);
    purchases.push(purchase);
    regulars.push({ memberId, externalId: externalIdOf(first + index), orderId: purchase.externalId });
  }
  await recordEvents(ctx(), PROGRAM, purchases);
  await advanceAll(ctx);
  return regulars;
}

/** Applies the demo program; answers the verbs' context at the present instant. */
export async function applyDemo(db: Database): Promise<() => Context> {
  const definitions = createDefinitionsStore();
  const ctx = (): Context => ({
    db,
    definitions,
    now: systemClock.now(),
    actor: { kind: 'operator', name: 'bench' },
  });
  const folder = parseProgramFolder(await readProgramFolder(FOLDER));
  if (!folder.ok) throw new Error('the demo program is at fault');
  const applied = await applyProgram(ctx(), folder.value);
  if (!applied.ok) throw new Error(applied.refusal.detail);
  return ctx;
}

/**
 * Enrols members who agreed to offers. Those who want the newsletter, unless told otherwise every second, enter a
 * journey.
 */
export async function enrolNewcomers(
  ctx: () => Context,
  externalIds: readonly string[],
  wantsNewsletter = (index: number) => index % 2 === 0,
): Promise<readonly Uuid[]> {
  const { now } = ctx();
  const newcomers = externalIds.map((externalId, index) => newcomer(externalId, wantsNewsletter(index), now));
  const items = await enrolMembers(ctx(), PROGRAM, newcomers);
  return items.map((item) => {
    if (item.status !== 'enrolled') throw new Error(`a member was ${item.status}`);
    return item.memberId;
  });
}

/** Advances all who are marked, as the drainer does; answers how many. */
export async function advanceAll(ctx: () => Context): Promise<number> {
  let advanced = 0;
  for (;;) {
    const batch = await advanceMarked(ctx(), ADVANCED_AT_ONCE);
    if (batch.length === 0) return advanced;
    advanced += batch.length;
  }
}

function newcomer(externalId: string, newsletter: boolean, now: Instant) {
  return {
    externalId,
    email: `${externalId}@example.com`,
    enrolledAt: instantOf(now - 29 * DAY_MS),
    attributes: { favouriteStore: 'Mitte', newsletter },
    consents: [{ topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '1' } as const],
  };
}

export function externalIdOf(member: number): string {
  return `member-${member}`;
}

let purchases = 0;

/** A coffee and a croissant, bought a minute ago; an order of its own each time. */
export function purchaseBy(member: number, now: Instant): IncomingEvent {
  purchases += 1;
  const orderId = `order-${purchases}`;
  return {
    externalId: orderId,
    source: 'till',
    type: 'purchase',
    member: { externalId: externalIdOf(member) },
    occurredAt: instantOf(now - 60_000),
    data: purchaseData(orderId),
  };
}

function purchaseData(orderId: string) {
  return {
    orderId,
    total: { amountMinor: 680, currency: 'EUR' },
    lines: [line('flat-white', 'Flat white', 'coffee', 390), line('croissant', 'Croissant', 'food', 290)],
    store: 'Mitte',
    channel: 'till',
  };
}

function line(sku: string, name: string, category: string, amountMinor: number) {
  return { sku, name, category, quantity: 1, amount: { amountMinor, currency: 'EUR' } };
}
