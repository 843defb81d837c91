import type { Tx } from '../../db/database.ts';
import { resolve } from '../../domain/condition/resolve.ts';
import type { Moment } from '../../domain/condition/moment.ts';
import { viewOf } from '../../domain/journey/run.ts';
import { balanceOf } from '../../domain/ledger/balance.ts';
import type { Facts } from '../../domain/lifecycle/facts.ts';
import type { Channel } from '../../domain/member/channel.ts';
import type { Program } from '../../domain/program/program.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import type { JsonObject } from '../../domain/values/json.ts';
import type { Standing } from '../lifecycle/advance-locked.ts';
import { plannedMessage, type MessageRow } from './message-row.ts';

/** What is needed to write one message and hand it over. Holds an address: it never leaves the process. */
export interface Letter {
  readonly channel: Channel;
  readonly class: 'marketing' | 'transactional';
  readonly address: string;
  readonly template: { readonly subject: string; readonly html: string; readonly text: string };
  /** By the names that the template uses: the node's `with`, and `member`. A value that is missing is absent. */
  readonly values: JsonObject;
}

/** A letter cannot be written: there is no address, or no such template. */
export type NoLetter = 'no_address' | 'no_template';

/** Collects a letter with the facts of this instant: a balance in it is the balance at sending. */
export async function collectLetter(tx: Tx, row: MessageRow, standing: Standing): Promise<Letter | NoLetter> {
  const address = await addressOf(tx, row);
  if (address === null) return 'no_address';
  const template = await tx
    .selectFrom('template_version')
    .select(['subject', 'html', 'text'])
    .where('program_id', '=', row.program_id)
    .where('template_id', '=', row.template)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (template === undefined) return 'no_template';
  return {
    channel: row.channel,
    class: row.class,
    address,
    template,
    values: valuesOf(row, standing),
  };
}

async function addressOf(tx: Tx, { member_id, channel }: MessageRow): Promise<string | null> {
  const member = await tx
    .selectFrom('member')
    .select(['email', 'phone'])
    .where('id', '=', member_id)
    .executeTakeFirstOrThrow();
  if (channel === 'email') return member.email;
  return channel === 'sms' ? member.phone : null;
}

function valuesOf(row: MessageRow, { lifecycle, facts, definitions, at }: Standing): JsonObject {
  const run = lifecycle.runs.find(({ id }) => id === row.run_id);
  const moment: Moment = {
    memberId: row.member_id,
    facts,
    now: at,
    zone: facts.zone ?? definitions.program.zone,
    run: run === undefined ? null : viewOf(run),
    event: null,
  };
  const named = Object.entries(plannedMessage(row).with).flatMap(([name, source]) => {
    const value = resolve(source, moment);
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(named), member: memberValues(facts, definitions.program, at) };
}

/** What every template may say of the member: attributes by name, and `balance.<wallet>` in active points, 0 before the first. */
function memberValues(facts: Facts, { wallets }: Program, at: Instant): JsonObject {
  const balance = Object.fromEntries(
    Object.keys(wallets).map((wallet) => [wallet, balanceOf(facts.balances, wallet).active]),
  );
  return {
    ...facts.attributes,
    balance,
    purchases: facts.occurrences['purchase']?.count ?? 0,
    at: formatInstant(at),
  };
}
