import type { Command } from 'commander';
import type { JourneyControl } from '../../domain/journey/control.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import { readStatus, type ProgramStatus } from '../../services/program/read-status.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';

const DESCRIPTION = `Shows of every program what waits, what stands still, and what is paused or stopped.
Where all is well, members wait for seconds, nobody is overdue and nobody blocked.`;

export function registerStatus(perennial: Command, cli: Cli): void {
  perennial
    .command('status')
    .description(DESCRIPTION)
    .option(...JSON_OPTION)
    .action((options: JsonOption) => runStatus(cli, options));
}

async function runStatus(cli: Cli, { json }: JsonOption): Promise<void> {
  const ctx = cli.context();
  const programs = await readStatus(ctx);
  if (json === true) return cli.output.printJson({ programs: programs.map(asJson) });
  if (programs.length === 0) cli.output.print('No program has been applied.');
  for (const program of programs) print(cli, program, ctx.now);
}

function asJson({ marked, unreadable, sendingPausedAt, journeys, ...status }: ProgramStatus) {
  return {
    ...status,
    unreadable: unreadable.map((member) => ({ ...member, retryAt: formatInstant(member.retryAt) })),
    marked: { members: marked.members, oldest: textOf(marked.oldest) },
    sendingPausedAt: textOf(sendingPausedAt),
    journeys: journeys.map(({ id, version, control }) => ({ id, version, control: control.kind })),
  };
}

function print({ output }: Cli, status: ProgramStatus, now: Instant): void {
  const { programId, revision, marked, overdue, blocked, unreadable, messages, sendingPausedAt, journeys } =
    status;
  const waits =
    marked.oldest === null ? '' : `, the first for ${Math.round((now - marked.oldest) / 1_000)} s`;
  const held = sendingPausedAt === null ? '' : `; held since ${formatInstant(sendingPausedAt)}`;
  output.print(output.colors.bold(`${programId}, revision ${revision}`));
  output.print(
    `  members   ${marked.members} to be looked at${waits}; ${overdue} overdue; ${blocked} blocked`,
  );
  for (const { memberId, cause, attempts, retryAt } of unreadable) {
    const attempt = `tried ${attempts} times, again at ${formatInstant(retryAt)}`;
    output.print(`  member    ${memberId} cannot be read: ${cause}; ${attempt}`);
  }
  output.print(`  messages  ${messages.planned} planned, ${messages.claimed} being handed over${held}`);
  for (const { id, version, control } of journeys) {
    output.print(`  journey   ${id} version ${version}: ${controlText(control)}`);
  }
}

function controlText(control: JourneyControl): string {
  return control.kind === 'paused' || control.kind === 'stopped'
    ? `${control.kind} since ${formatInstant(control.at)}`
    : 'running';
}

function textOf(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
