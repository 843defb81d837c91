import { cp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../setup/command.ts';
import { audit, NOTHING_BROKEN } from './audit.ts';
import { enrolCustomers, openBakery } from './bakery.ts';
import { drain } from './drain.ts';
import { faultsForm } from './form.ts';
import { startInstallation, type Installation } from './installation.ts';
import { startLoad, type Load } from './load.ts';
import { openReceipts, type Receipts } from './receipts.ts';
import { sendUntilAcknowledged, type Counter } from './send.ts';

const STARTED_WITHIN_MS = 120_000;
const CUSTOMERS = 40;
/** Mails go out, so workflows live: some wait for a timer, some for a purchase. */
const MAILS_UNDER_LOAD = 10;
const MAILS_WITHIN_MS = 120_000;

/** Temporal's database file, and what SQLite keeps beside it. */
const TEMPORAL_FILES = ['temporal.db', 'temporal.db-wal', 'temporal.db-shm'];

const form = faultsForm();

describe.runIf(form.isLong)('data that is lost, or that an older copy replaces', () => {
  let installation: Installation;
  let receipts: Receipts;
  let counter: Counter;
  let customers: readonly string[];
  let load: Load;

  beforeAll(async () => {
    installation = await startInstallation();
    receipts = openReceipts(path.join(installation.home, 'receipts'));
    counter = { key: await openBakery(installation.context()), url: () => installation.url };
  }, STARTED_WITHIN_MS);
  afterAll(async () => {
    receipts.close();
    await installation.end();
  });

  async function begin(name: string): Promise<void> {
    customers = await enrolCustomers(installation.context(), name, CUSTOMERS);
    load = startLoad({ name, counter, customers, receipts, random: form.randomFor(name) });
    await mails();
  }

  /** Waits for some more mails. */
  async function mails(): Promise<void> {
    const { received, waitForMails } = installation.mails;
    await waitForMails(received().length + MAILS_UNDER_LOAD, MAILS_WITHIN_MS);
  }

  async function endSoundly(): Promise<void> {
    await drain(installation);
    const found = await audit(installation.context(), {
      acknowledged: receipts.ids(),
      mails: installation.mails.received().map(({ messageId }) => messageId),
      customers,
    });
    expect(found).toEqual(NOTHING_BROKEN);
  }

  it('Temporal is away under load: purchases are acknowledged, and decided when it is back', async () => {
    const { temporal } = installation.parts;
    await begin('away');
    await temporal.stop();
    await load.acknowledged();
    await temporal.start();
    await mails();
    await load.stop();
    await endSoundly();
  });

  it('Temporal’s database is deleted: every member is conducted again, and nothing is sent twice', async () => {
    const { temporal, worker } = installation.parts;
    await begin('deleted');
    await Promise.all([temporal.stop(), worker.stop()]);
    for (const file of TEMPORAL_FILES) await rm(path.join(installation.home, file), { force: true });
    await temporal.start();
    await worker.start();
    await installation.perennial('reconcile');
    await mails();
    await load.stop();
    await endSoundly();
  });

  it('Temporal’s database is replaced by an older copy: what it forgot is done, and what it repeats is not', async () => {
    const { temporal } = installation.parts;
    const copied = (file: string) => `${path.join(installation.home, file)}.older`;
    await begin('older');
    await temporal.stop();
    for (const file of TEMPORAL_FILES) await copyIfThere(path.join(installation.home, file), copied(file));
    await temporal.start();
    await mails();
    await temporal.stop();
    for (const file of TEMPORAL_FILES) {
      await rm(path.join(installation.home, file), { force: true });
      await copyIfThere(copied(file), path.join(installation.home, file));
    }
    await temporal.start();
    await installation.perennial('reconcile');
    await mails();
    await load.stop();
    await endSoundly();
  });

  it('PostgreSQL is replaced by an older copy while workflows live: what is sent again is there once, and no mail goes out twice', async () => {
    const { database, worker, api } = installation.parts;
    const data = path.join(installation.home, 'postgres');
    const atRest = async (change: () => Promise<unknown>) => {
      await Promise.all([worker.stop(), api.stop()]);
      await database.stop();
      await change();
      await database.start();
    };
    await begin('restored');
    await atRest(() => runCommand('cp', ['-a', data, `${data}.older`]));
    await Promise.all([worker.start(), api.start()]);
    await mails();
    await load.stop();

    await atRest(async () => {
      await rm(data, { recursive: true });
      await rename(`${data}.older`, data);
    });
    await installation.perennial('epoch', 'new');
    await Promise.all([worker.start(), api.start()]);
    for (const purchase of load.sold()) await sendUntilAcknowledged(counter, purchase);
    await endSoundly();
  });
});

async function copyIfThere(from: string, to: string): Promise<void> {
  await cp(from, to).catch((error: unknown) => {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent) throw error;
  });
}
