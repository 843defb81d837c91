import type { z } from 'zod';
import { instantText } from '../../schemas/http/instant.ts';
import type { transactionOutput } from '../../schemas/http/ledger.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { JournalEntry } from '../../services/ledger/list-ledger.ts';

export function transactionBody(entry: JournalEntry): z.infer<typeof transactionOutput> {
  const { id, kind, recordedAt, effectiveAt, causeEventId, reason, postings, lots } = entry;
  return {
    id: publicId('txn', id),
    kind,
    recordedAt: instantText(recordedAt),
    effectiveAt: instantText(effectiveAt),
    event: causeEventId === null ? null : publicId('evt', causeEventId),
    reason,
    postings: postings.map(({ wallet, account, amount, lotId, rule }) => ({
      wallet,
      account,
      amount,
      lot: lotId === null ? null : publicId('lot', lotId),
      rule,
    })),
    lots: lots.map((lot) => ({
      id: publicId('lot', lot.id),
      wallet: lot.wallet,
      earned: lot.earned,
      remaining: lot.remaining,
      held: lot.held,
      vested: lot.vested,
      vestsAt: instantText(lot.vestsAt),
      expiresAt: instantText(lot.expiresAt),
    })),
  };
}
