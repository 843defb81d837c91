import type { Command } from 'commander';
import type { Approval } from '../../../domain/approval/approval.ts';
import { formatInstant } from '../../../domain/values/instant.ts';
import type { Result } from '../../../domain/values/result.ts';
import { publicId } from '../../../schemas/http/public-id.ts';
import { instantText } from '../../../schemas/http/instant.ts';
import {
  approveAdjustment,
  rejectAdjustment,
  type ApprovalAddress,
} from '../../../services/approval/decide-approval.ts';
import { listApprovals } from '../../../services/approval/list-approvals.ts';
import { requestApproval } from '../../../services/approval/request-approval.ts';
import type { Context } from '../../../services/context.ts';
import { valueOf, type Cli } from '../../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../../options.ts';
import {
  ADD_OPTION,
  adjustmentOf,
  approvalNamed,
  CLI_SOURCE,
  EXPIRES_OPTION,
  ID_OPTION,
  REASON_OPTION,
  requestIdOf,
  TAKE_OPTION,
  WALLET_OPTION,
  type AdjustmentOptions,
} from './instruction-options.ts';
import { MEMBER_ARGUMENT, memberNamed } from './member-argument.ts';

const LISTED_MAX = 100;

type Options = JsonOption & ProgramOption;
type Decide = (ctx: Context, address: ApprovalAddress) => Promise<Result<Approval>>;

export function registerApprovals(ledger: Command, cli: Cli): void {
  ledger
    .command('approvals')
    .description(`Shows the adjustments that wait for approval, the earliest ${LISTED_MAX}.`)
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((options: Options) => runList(cli, options));
  ledger
    .command('request-approval')
    .description('Asks somebody else to approve an adjustment, to the last word; good for 72 hours.')
    .argument(...MEMBER_ARGUMENT)
    .requiredOption(...WALLET_OPTION)
    .option(...ADD_OPTION)
    .option(...TAKE_OPTION)
    .requiredOption(...REASON_OPTION)
    .option(...EXPIRES_OPTION)
    .option(...ID_OPTION)
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((member: string, options: AdjustmentOptions) => runRequest(cli, member, options));
  const verb = (name: string, description: string, decide: Decide): void => {
    ledger
      .command(name)
      .description(description)
      .argument('<approval>', 'its id')
      .option(...PROGRAM_OPTION)
      .option(...JSON_OPTION)
      .action((id: string, options: Options) => runDecision(cli, id, options, decide));
  };
  verb('approve', 'Approves an adjustment that somebody else asked for.', approveAdjustment);
  verb('reject', 'Rejects an adjustment, or takes back your own request.', rejectAdjustment);
}

async function runList(cli: Cli, options: Options): Promise<void> {
  const page = { status: 'pending', limit: LISTED_MAX, after: null } as const;
  const { items } = await listApprovals(cli.context(), await cli.programId(options.program), page);
  if (options.json === true) return cli.output.printJson({ approvals: items.map(forMachines) });
  if (items.length === 0) return cli.output.print('Nothing waits for approval.');
  for (const approval of items) cli.output.print(lineOf(approval));
}

async function runRequest(cli: Cli, member: string, options: AdjustmentOptions): Promise<void> {
  const words = adjustmentOf(options);
  const { programId, memberId } = await memberNamed(cli, member, options);
  const requestId = requestIdOf(cli, options);
  const asked = { programId, source: CLI_SOURCE, requestId, adjustment: { memberId, ...words } };
  const { approval } = valueOf(await requestApproval(cli.context(), asked));
  if (options.json === true) return cli.output.printJson(forMachines(approval));
  cli.output.print(lineOf(approval));
}

async function runDecision(cli: Cli, id: string, options: Options, decide: Decide): Promise<void> {
  const address = { programId: await cli.programId(options.program), approvalId: approvalNamed(id) };
  const approval = valueOf(await decide(cli.context(), address));
  if (options.json === true) cli.output.printJson(forMachines(approval));
  else cli.output.print(lineOf(approval));
}

function lineOf({ id, status, requestedBy, expiresAt, adjustment }: Approval): string {
  const { memberId, wallet, points, reason } = adjustment;
  const signed = points > 0 ? `+${points}` : String(points);
  const what = `${signed} ${wallet} for ${publicId('mem', memberId)}: ${reason}`;
  return `${publicId('apr', id)}  ${status}  ${what}  (by ${requestedBy}, until ${formatInstant(expiresAt)})`;
}

function forMachines({ id, status, requestedBy, decidedBy, expiresAt, adjustment }: Approval) {
  const { memberId, wallet, points, reason, expiresAt: pointsExpireAt } = adjustment;
  return {
    id: publicId('apr', id),
    status,
    memberId: publicId('mem', memberId),
    wallet,
    points,
    pointsExpireAt: pointsExpireAt === 'by_wallet' ? pointsExpireAt : instantText(pointsExpireAt),
    reason,
    requestedBy,
    decidedBy,
    lapsesAt: formatInstant(expiresAt),
  };
}
