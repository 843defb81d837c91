import type { Program, Wallet } from '../../../src/domain/program/program.ts';
import { at, duration } from '../../../src/domain/values/instant.fixture.ts';
import { DAY_MS } from '../../../src/domain/values/instant.ts';
import { applyProgram } from '../../../src/services/program/apply-program.ts';
import { program, type Shop } from '../../db/corner-coffee.ts';
import { valueOf } from '../../support/answers.ts';

export const WALLETS = ['beans', 'miles'] as const;
const GRACE_DAYS = 30;

/** Beans vest late and live again; miles are active at once and, once they have expired, are gone. */
const WALLET_RULES: Record<(typeof WALLETS)[number], Wallet> = {
  beans: {
    kind: 'redeemable',
    pendingFor: duration('P14D'),
    expiry: { kind: 'rolling', duration: duration('P40D'), roundedTo: null },
    returns: { earned: 'debt', spent: 'give_back', expiredLiveFor: duration(`P${GRACE_DAYS}D`) },
  },
  miles: {
    kind: 'redeemable',
    pendingFor: null,
    expiry: { kind: 'rolling', duration: duration('P20D'), roundedTo: null },
    returns: { earned: 'debt', spent: 'give_back', expiredLiveFor: null },
  },
};

export const GRACE_MS = new Map([
  ['beans', GRACE_DAYS * DAY_MS],
  ['miles', null],
]);

/** One bean and one mile for each euro. */
export const STORY_PROGRAM: Program = {
  ...program,
  wallets: { ...program.wallets, ...WALLET_RULES },
  earn: WALLETS.map((wallet) => ({
    id: `base-${wallet}`,
    upon: { type: 'purchase', where: [] },
    who: null,
    award: [{ kind: 'perAmount', wallet, points: 1, minor: 100, basis: 'net', rounding: 'down' }],
  })),
};

/** Publishes the program of the stories in a shop, from before they begin. */
export async function applyStoryProgram(shop: Shop): Promise<void> {
  const folder = { program: { definition: STORY_PROGRAM, source: '' }, journeys: [], templates: [] };
  valueOf(await applyProgram(shop.ctx(at('2026-01-02')), folder));
}
