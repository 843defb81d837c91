import { InvalidArgumentError } from 'commander';
import { parseInstant } from '../../../domain/values/instant.ts';
import type { GivenExpiry } from '../../../domain/earning/given-expiry.ts';
import { parseUuid, type Uuid } from '../../../domain/values/identity.ts';
import { parsePublicId, publicId } from '../../../schemas/http/public-id.ts';
import type { Instructed } from '../../../services/ledger/instruction.ts';
import { newUuid } from '../../../services/new-uuid.ts';
import { CliFailure, EXIT, type Cli } from '../../cli.ts';
import type { JsonOption, ProgramOption } from '../../options.ts';

/** The source of what is asked for at the terminal. */
export const CLI_SOURCE = 'cli';

export const WALLET_OPTION = ['--wallet <name>', 'the wallet'] as const;
export const REASON_OPTION = ['--reason <text>', 'why, for the journal'] as const;
export const ID_OPTION = [
  '--id <text>',
  'an id of your own: said again with it, nothing happens twice; a new one unless given',
] as const;
export const ADD_OPTION = ['--add <points>', 'what is added', readPoints] as const;
export const TAKE_OPTION = ['--take <points>', 'what is taken', readPoints] as const;
export const EXPIRES_OPTION = [
  '--expires <time>',
  'when what is added expires: RFC 3339, or never; as the wallet has it, unless given',
] as const;

export interface InstructionOptions extends JsonOption, ProgramOption {
  readonly reason: string;
  readonly id?: string;
}

export interface AdjustmentOptions extends InstructionOptions {
  readonly wallet: string;
  readonly add?: number;
  readonly take?: number;
  readonly expires?: string;
}

/** The sender's id of what is asked for. */
export function requestIdOf(cli: Cli, { id }: InstructionOptions): string {
  return id ?? newUuid(cli.clock.now());
}

/** What both ways of naming an adjustment say. Throws `CliFailure` unless exactly one direction is given. */
export function adjustmentOf({ wallet, reason, add, take, expires }: AdjustmentOptions) {
  const points = take === undefined ? add : -take;
  if (points === undefined || (add !== undefined && take !== undefined)) {
    throw new CliFailure('say either --add or --take', EXIT.usage);
  }
  return { wallet, reason, points, expiresAt: expiryNamed(expires) };
}

export function printInstructed({ output }: Cli, { status, entry }: Instructed, { json }: JsonOption): void {
  const transaction = publicId('txn', entry.id);
  if (json === true) output.printJson({ status, transaction });
  else output.print(status === 'done' ? `posted as ${transaction}` : `posted before, as ${transaction}`);
}

/** An approval’s id, with its prefix or without. Throws `CliFailure`. */
export function approvalNamed(text: string): Uuid {
  const id = parsePublicId('apr', text) ?? parseUuid(text);
  if (id === null) throw new CliFailure(`${text} is not the id of an approval`, EXIT.usage);
  return id;
}

export function readPoints(text: string): number {
  const points = Number(text);
  if (!Number.isSafeInteger(points) || points <= 0) {
    throw new InvalidArgumentError('a whole number above zero, in the wallet’s smallest unit');
  }
  return points;
}

function expiryNamed(text: string | undefined): GivenExpiry {
  if (text === undefined) return 'by_wallet';
  if (text === 'never') return null;
  const instant = parseInstant(text);
  if (instant === null) throw new CliFailure(`${text} is neither an RFC 3339 time nor never`, EXIT.usage);
  return instant;
}
