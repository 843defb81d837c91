import type { Channel } from '../../domain/member/channel.ts';
import { consentTo } from '../../domain/member/consents.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { readFacts } from '../../schemas/stored/lifecycle.ts';
import { hashSecret } from '../access/secret.ts';
import type { Context } from '../context.ts';

/** What the link in a message stands for. */
export interface Unsubscription {
  readonly programId: string;
  readonly memberId: Uuid;
  readonly topic: string;
  readonly channel: Channel;
  /** Whether the member's consent is withdrawn already. */
  readonly isDone: boolean;
}

/** Finds what a token from a message stands for; null when nobody made it here. Only its hash is stored. */
export async function findUnsubscription(ctx: Context, token: string): Promise<Unsubscription | null> {
  const row = await ctx.db
    .selectFrom('unsubscribe_token as t')
    .innerJoin('member_facts as f', 'f.member_id', 't.member_id')
    .select(['t.member_id', 't.topic', 't.channel', 'f.program_id', 'f.facts'])
    .where('t.token_hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (row === undefined) return null;
  const consent = consentTo(readFacts(row.facts).consents, row.topic, row.channel);
  return {
    programId: row.program_id,
    memberId: row.member_id,
    topic: row.topic,
    channel: row.channel,
    isDone: consent?.given === false,
  };
}
