import path from 'node:path';
import { parseArgs } from 'node:util';
import { obtainArtifact } from '../../setup/artifact.ts';
import { terminalProgress } from '../../setup/progress.ts';
import { obtainPostgres } from '../../setup/steps/postgresql.ts';
import { temporalCli } from '../../setup/steps/temporal-cli.ts';
import { systemClock } from './clock.ts';
import { bringUp, type Programs } from './local/bring-up.ts';
import { prepareFirstStart } from './local/first-start.ts';
import { prepareHome } from './local/installation.ts';
import { ProcessList } from './local/leftovers.ts';
import { lockHome } from './local/lock.ts';
import { portsNeeded, requireFreePorts } from './local/ports.ts';
import { readLocalSettings, type LocalSettings } from './local/settings.ts';
import { summary } from './local/summary.ts';
import { Supervisor } from './local/supervisor.ts';
import { onStopRequest } from './stop-request.ts';

/** Databases, mails and logs are for this user only. */
const OWNER_ONLY_UMASK = 0o077;

/**
 * `npm start`: the whole system on this machine, until it is asked to end; with `--without-application` only the servers
 * that worker and API need. Ends with exit code 0 when asked to, with 1 and the cause when a part cannot be started or
 * kept running.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { 'without-application': { type: 'boolean', default: false } } });
  const settings = readLocalSettings(process.env, { runsApplication: !values['without-application'] });
  await prepareHome(settings.home);
  const unlock = lockHome(settings.home);
  try {
    return await run(settings);
  } finally {
    unlock();
  }
}

async function run(settings: LocalSettings): Promise<number> {
  const processes = new ProcessList(settings.home);
  const supervisor = new Supervisor(processes, (line) => terminalProgress.note(line));
  onStopRequest(() => supervisor.requestStop(null));
  const stopped = new Promise<void>((resolve) => {
    supervisor.stopping.addEventListener('abort', () => resolve(), { once: true });
  });
  start(settings, processes, supervisor).catch((error: unknown) => {
    supervisor.requestStop(error instanceof Error ? error : new Error(String(error)));
  });
  await stopped;
  if (supervisor.failure === null) terminalProgress.note('Stopping');
  await supervisor.stopAll();
  if (supervisor.failure !== null) {
    process.stderr.write(`\n${supervisor.failure.message}\n`);
    return 1;
  }
  terminalProgress.note('Stopped');
  return 0;
}

async function start(settings: LocalSettings, processes: ProcessList, supervisor: Supervisor): Promise<void> {
  const ended = await processes.endLeftovers();
  if (ended.length > 0) terminalProgress.note(`Ended what an earlier start left behind: ${ended.join(', ')}`);
  await requireFreePorts(settings.ports, portsNeeded(settings));
  const programs = await obtainPrograms(settings);
  if (supervisor.stopping.aborted) return;
  process.umask(OWNER_ONLY_UMASK);
  const keyFile = path.join(settings.home, 'api-key');
  const program = await terminalProgress.timed('Everything is up', () =>
    bringUp(settings, programs, supervisor, {
      now: () => new Date(systemClock.now()),
      onMigrated: (connections) =>
        prepareFirstStart(settings, connections, keyFile, systemClock, terminalProgress),
    }),
  );
  process.stdout.write(summary(settings, program === null ? null : { file: keyFile, program }));
}

async function obtainPrograms({ given }: LocalSettings): Promise<Programs> {
  return {
    postgres: given.database ? null : await obtainPostgres(),
    temporal: given.temporalAddress ? null : await obtainArtifact(temporalCli, process.env, terminalProgress),
  };
}

/** A closed terminal must not keep the rest from ending in good order. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
