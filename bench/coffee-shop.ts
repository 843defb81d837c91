import { fileURLToPath } from 'node:url';
import { readProgramFolder } from '../src/adapters/source-files.ts';
import type { Database } from '../src/db/database.ts';
import type { IncomingEvent } from '../src/domain/event/incoming-event.ts';
import { DAY_MS, instantOf } from '../src/domain/values/instant.ts';
import type { Instant } from '../src/domain/values/instant.ts';
import { systemClock } from '../src/processes/clock.ts';
import { parseProgramFolder } from '../src/schemas/files/parse-program-folder.ts';
import type { Context } from '../src/services/context.ts';
import { enrolMembers } from '../src/services/member/enrol-members.ts';
import { applyProgram } from '../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../src/services/program/definitions-store.ts';

export const PROGRAM = 'corner-coffee';
const FOLDER = fileURLToPath(new URL('../examples/corner-coffee/', import.meta.url));
const ENROLLED_AT_ONCE = 200;

/** The demo program with members who have bought nothing yet. */
export interface CoffeeShop {
  readonly members: number;
  /** The verbs' context at the present instant. */
  readonly ctx: () => Context;
}

/** Applies the demo program and enrols members `member-0`, `member-1`, … who agreed to offers. */
export async function openCoffeeShop(db: Database, members: number): Promise<CoffeeShop> {
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
  for (let from = 0; from < members; from += ENROLLED_AT_ONCE) {
    const count = Math.min(ENROLLED_AT_ONCE, members - from);
    await enrolMembers(
      ctx(),
      PROGRAM,
      Array.from({ length: count }, (_, index) => newcomer(from + index, ctx().now)),
    );
  }
  return { members, ctx };
}

function newcomer(index: number, now: Instant) {
  return {
    externalId: externalIdOf(index),
    email: `member-${index}@example.com`,
    enrolledAt: instantOf(now - 29 * DAY_MS),
    attributes: { favouriteStore: 'Mitte', newsletter: index % 2 === 0 },
    consents: [{ topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '1' } as const],
  };
}

function externalIdOf(member: number): string {
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
