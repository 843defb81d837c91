import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit, lostOf, NOTHING_BROKEN } from './audit.ts';
import { enrolCustomers, openBakery } from './bakery.ts';
import { drain } from './drain.ts';
import { faultsForm, type KillsPerRound } from './form.ts';
import { startInstallation, type Installation } from './installation.ts';
import { startLoad, type Load } from './load.ts';
import { openReceipts } from './receipts.ts';
import { createRecoveries } from './recoveries.ts';
import { shuffled } from './shuffle.ts';

const STARTED_WITHIN_MS = 60_000;
const ROUND_WITHIN_MS = 300_000;
const MAIL_WITHIN_MS = 60_000;
const CUSTOMERS = 40;
const UNTIL_NEXT_KILL_MS_MAX = 800;

const form = faultsForm();
const recoveries = createRecoveries();
let installation: Installation;
const acknowledged: string[] = [];
let key: string;

beforeAll(async () => {
  installation = await startInstallation();
  key = await openBakery(installation.context());
}, STARTED_WITHIN_MS);
afterAll(async () => {
  process.stdout.write(recoveries.report());
  process.stdout.write(installation.fallen().join('\n'));
  await installation.end();
});

const rounds = Array.from({ length: form.rounds }, (_, index) => `round ${index + 1} of ${form.rounds}`);

it.each(rounds)(
  'API, worker, database and Temporal killed under load: nothing is lost, nothing happens twice, and nothing else is decided: %s',
  async (round) => {
    const random = form.randomFor(`kills of ${round}`);
    const receipts = openReceipts(path.join(installation.home, `receipts of ${round}`));
    const customers = await enrolCustomers(installation.context(), round, CUSTOMERS);
    const counter = { url: () => installation.url, key };
    const sold = form.randomFor(`purchases of ${round}`);
    const load = startLoad({ name: round, counter, customers, receipts, random: sold });
    await load.acknowledged();
    for (const name of shuffled(killsOf(form.killsPerRound), random)) {
      await pause(random.below(UNTIL_NEXT_KILL_MS_MAX));
      await kill(name, load);
      expect(await lostOf(installation.context(), receipts.ids())).toEqual([]);
    }
    await load.stop();
    acknowledged.push(...receipts.ids());
    receipts.close();

    await drain(installation);
    expect(
      await audit(installation.context(), {
        acknowledged,
        mails: installation.mails.received().map(({ messageId }) => messageId),
        customers,
      }),
    ).toEqual(NOTHING_BROKEN);
    expect(installation.fallen()).toEqual([]);
  },
  ROUND_WITHIN_MS,
);

/** Kills a part, starts it again, and waits until it does its work: purchases are acknowledged, or mails go out. */
async function kill(name: keyof KillsPerRound, load: Load): Promise<void> {
  const part = installation.parts[name];
  const killedAt = performance.now();
  await part.kill();
  await part.start();
  const { received, waitForMails } = installation.mails;
  if (name === 'worker' || name === 'temporal') await waitForMails(received().length + 1, MAIL_WITHIN_MS);
  else await load.acknowledged();
  recoveries.keep(name, performance.now() - killedAt);
}

function killsOf(perRound: KillsPerRound): readonly (keyof KillsPerRound)[] {
  return (['api', 'worker', 'database', 'temporal'] as const).flatMap((name) =>
    Array.from({ length: perRound[name] }, () => name),
  );
}
