import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { retrying } from '../../src/db/retry.ts';
import { isContention } from '../../src/db/sql-state.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { NOW, withShop } from '../db/corner-coffee.ts';
import { operationsWanted, storySeed } from './model/assert-stories.ts';
import { stateOfModel } from './model/ledger-under-test.ts';
import { redemptionIdOf, type Operation } from './model/operation.ts';
import { PostgresLedger } from './model/postgres-ledger.ts';
import { ReferenceLedger } from './model/reference-ledger.ts';
import { performInOrder } from './model/serial-order.ts';
import { step, type Step } from './model/step.ts';
import { applyStoryProgram, GRACE_MS } from './model/story-program.ts';
import { Storyteller, type KnownRedemption } from './model/storyteller.ts';

const CLIENTS = 16;
const STEPS_PER_CLIENT = 12;
const MEMBERS = ['ann', 'bob', 'cid'];
const ATTEMPTS_MAX = 20;
const LONG_TIMEOUT_MS = 4 * 3_600_000;

/** What has no permanent key that follows from what a client knows beforehand is told one after the other elsewhere. */
const ALONE: ReadonlySet<Operation['kind']> = new Set(['merge', 'timeOut', 'giveBack', 'reverseRedemption']);
const stepAtOnce = step.filter(({ kind }) => !ALONE.has(kind));

const shop = withShop();

beforeAll(() => applyStoryProgram(shop()));

/** One of those who tell stories at once, about redemptions and awards of their own. */
class Client {
  readonly done: Operation[] = [];
  readonly #ledger: PostgresLedger;
  readonly #storyteller: Storyteller;
  readonly #redemptions: KnownRedemption[] = [];

  constructor(ledger: PostgresLedger, storyteller: Storyteller) {
    this.#ledger = ledger;
    this.#storyteller = storyteller;
  }

  async tell(drawn: Step): Promise<void> {
    const operation = this.#storyteller.next(drawn, this.#redemptions);
    if (operation === null) return;
    const attempt = async () => this.#ledger.perform(operation);
    const outcome = await retrying(attempt, isContention, { attemptsMax: ATTEMPTS_MAX });
    if (outcome !== 'done') return;
    this.done.push(operation);
    this.#storyteller.done(operation);
    if (operation.kind === 'hold') {
      const { member } = operation;
      this.#redemptions.push({ id: redemptionIdOf(operation), member, status: 'reserved', shares: [] });
    }
  }
}

it(
  'what 16 clients do to three members at once, some order of it explains',
  { timeout: LONG_TIMEOUT_MS },
  async () => {
    const wanted = operationsWanted(CLIENTS * STEPS_PER_CLIENT, 0.03);
    const seed = storySeed();
    let told = 0;
    for (let round = 0; told < wanted; round += 1) {
      const members = await shop().enrol(MEMBERS.map((name) => `${name}-${round}`));
      const ledger = new PostgresLedger(shop(), members, { repeats: false });
      const clients = Array.from({ length: CLIENTS }, (_, place) => {
        return new Client(ledger, new Storyteller(`client-${round}-${place}`, members, NOW));
      });
      for (let wave = 0; wave < STEPS_PER_CLIENT; wave += 1) {
        const drawn = (seed + round * STEPS_PER_CLIENT + wave) | 0;
        const steps = fc.sample(stepAtOnce, { seed: drawn, numRuns: CLIENTS });
        // The clock is everybody's.
        const halfDays = steps[0]?.halfDays ?? 0;
        await Promise.all(
          clients.map(async (client, place) => {
            const own = steps[place];
            if (own !== undefined) await client.tell(Object.assign(own, { halfDays }));
          }),
        );
      }
      const done = clients.flatMap((client) => client.done);
      told += CLIENTS * STEPS_PER_CLIENT;
      const model = new ReferenceLedger(members, GRACE_MS);
      await performInOrder(shop().db, model, members, done);
      expect(await ledger.state()).toEqual(stateOfModel(model));
    }
    const { findings } = await verifyLedger(shop().db);
    expect(findings.filter(({ firstBroken }) => firstBroken !== null)).toEqual([]);
  },
);
