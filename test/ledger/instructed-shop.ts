import { expect } from 'vitest';
import { at } from '../../src/domain/values/instant.fixture.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import type { Result } from '../../src/domain/values/result.ts';
import type { Actor, Context } from '../../src/services/context.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { findMember } from '../../src/services/member/find-member.ts';
import { readBalances } from '../../src/services/ledger/read-balances.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { PROGRAM, purchase, withShop } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';

/** By then the points of the purchases have vested, although no sweep has come by. */
export const NOW = at('2026-12-24T10:00:00Z');

/** The shop, and what tests of instructions by hand ask of it. For one test file. */
export function withInstructedShop() {
  const shop = withShop();
  let members = 0;
  const ctx = (now: Instant = NOW, name = 'ann'): Context => {
    const actor: Actor = { kind: 'operator', name };
    return { ...shop().ctx(now), actor };
  };
  return {
    shop,
    ctx,
    /** A member who has earned this many beans. */
    memberWith: async (beans: number): Promise<Uuid> => {
      members += 1;
      const externalId = `member-${members}`;
      const [memberId] = await shop().enrol([externalId]);
      if (memberId === undefined) throw new Error('nobody was enrolled');
      // Below the amount that earns a bonus.
      for (let left = beans; left > 0; left -= 40) {
        const minor = Math.min(left, 40) * 100;
        await recordEvents(shop().ctx(), PROGRAM, [purchase({ member: { externalId }, minor })]);
      }
      return memberId;
    },
    externalIdOf: async (memberId: Uuid) =>
      valueOf(await findMember(ctx(), PROGRAM, { id: memberId })).externalId,
    beansOf: async (memberId: Uuid) => valueOf(await readBalances(ctx(), PROGRAM, memberId))['beans'],
    /** The code of the refusal, which wrote nothing. */
    refusalOf: async (work: () => Promise<Result<unknown>>): Promise<string> => {
      const before = await shop().stateHash();
      const result = await work();
      expect(await shop().stateHash()).toBe(before);
      return result.ok ? 'was not refused' : result.refusal.code;
    },
    brokenInvariants: async () => {
      const { findings } = await verifyLedger(shop().db);
      return findings.filter(({ firstBroken }) => firstBroken !== null);
    },
  };
}
