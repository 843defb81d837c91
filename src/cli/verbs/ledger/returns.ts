import type { Command } from 'commander';
import { LISTED_STATUSES, type ListedStatus } from '../../../domain/return/goods-return.ts';
import { MILLION, type Goods } from '../../../domain/return/goods.ts';
import { parseUuid } from '../../../domain/values/identity.ts';
import { formatInstant } from '../../../domain/values/instant.ts';
import { parsePublicId } from '../../../schemas/http/public-id.ts';
import { dismissReturn } from '../../../services/return/dismiss-return.ts';
import { listReturns } from '../../../services/return/list-returns.ts';
import type { MemberReturn } from '../../../services/return/return-row.ts';
import { CliFailure, EXIT, valueOf, type Cli } from '../../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../../options.ts';

const LISTED_MAX = 100;

type ReturnsOptions = JsonOption & ProgramOption & { readonly status?: string };

export function registerReturns(ledger: Command, cli: Cli): void {
  const returns = ledger
    .command('returns')
    .description(`Lists returns that are not settled, the latest ${LISTED_MAX} of each status, and why.`)
    .option('--status <status>', `only those: ${LISTED_STATUSES.join(', ')}`)
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((options: ReturnsOptions) => runList(cli, options));
  returns
    .command('dismiss')
    .description('Takes a return off the list: no purchase that arrives later settles it.')
    .argument('<event>', 'the id of the event that reported it')
    .action((id: string, _options: object, command: Command) =>
      runDismiss(cli, id, command.optsWithGlobals<ReturnsOptions>()),
    );
}

async function runList(cli: Cli, { status, program, json }: ReturnsOptions): Promise<void> {
  const statuses = status === undefined ? LISTED_STATUSES : [statusOf(status)];
  const programId = await cli.programId(program);
  const listed: MemberReturn[] = [];
  for (const one of statuses) {
    const page = { status: one, limit: LISTED_MAX, after: null };
    listed.push(...(await listReturns(cli.context(), programId, page)).items);
  }
  if (json === true) return cli.output.printJson({ returns: listed.map(asJson) });
  if (listed.length === 0) return cli.output.print('Every return is settled.');
  for (const one of listed) cli.output.print(lineOf(one));
  return cli.output.print('`perennial ledger returns dismiss` takes one off the list.');
}

async function runDismiss(cli: Cli, id: string, { program, json }: ReturnsOptions): Promise<void> {
  const eventId = parsePublicId('evt', id) ?? parseUuid(id);
  if (eventId === null) throw new CliFailure(`${id} is not the id of an event`, EXIT.usage);
  const programId = await cli.programId(program);
  const dismissed = valueOf(await dismissReturn(cli.context(), { programId, eventId }));
  if (json === true) cli.output.printJson(asJson(dismissed));
  else cli.output.print(`return ${dismissed.back.returnId} is off the list`);
}

function statusOf(text: string): ListedStatus {
  const status = LISTED_STATUSES.find((one) => one === text);
  if (status !== undefined) return status;
  throw new CliFailure(`--status ${text} is not one of ${LISTED_STATUSES.join(', ')}`, EXIT.usage);
}

function asJson({ memberId, recordedAt, back }: MemberReturn) {
  const occurredAt = formatInstant(back.occurredAt);
  return { ...back, memberId, occurredAt, recordedAt: formatInstant(recordedAt) };
}

function lineOf({ memberId, back }: MemberReturn): string {
  const { eventId, returnId, status, reason, missing, refused, occurredAt } = back;
  const open = [...missing.map(goodsText), ...refused.map(({ wallet, points }) => `${points} ${wallet}`)];
  const what = `${status} (${reason}): ${open.join(', ')}`;
  return `${eventId}  ${formatInstant(occurredAt)}  member ${memberId}  return ${returnId}  ${what}`;
}

function goodsText({ sku, quantityMillionths, amountMinor }: Goods): string {
  return sku === null ? `${amountMinor} minor units` : `${quantityMillionths / MILLION} × ${sku}`;
}
