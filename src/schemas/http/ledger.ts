import { z } from 'zod';
import { instantInput, instantOutput } from './instant.ts';
import { pageInput, pageOutput } from './page.ts';
import { idInput, idOutput } from './public-id.ts';

export const ledgerQuery = pageInput(z.tuple([instantInput, idInput('txn')]));

const postingOutput = z
  .strictObject({
    wallet: z.string(),
    account: z.string().meta({
      description: '`member_…`: owed to the member; the others belong to the program.',
      example: 'member_active',
    }),
    amount: z.int(),
    lot: idOutput('lot').nullable(),
    rule: z.string().nullable(),
  })
  .meta({ id: 'Posting' });

const lotOutput = z
  .strictObject({
    id: idOutput('lot'),
    wallet: z.string(),
    earned: z.int(),
    remaining: z.int(),
    held: z.int(),
    vested: z.boolean(),
    vestsAt: instantOutput.nullable(),
    expiresAt: instantOutput.nullable(),
  })
  .meta({ id: 'Lot', description: 'Points of one award, as they stand now.' });

export const transactionOutput = z
  .strictObject({
    id: idOutput('txn'),
    kind: z.string().meta({ example: 'award' }),
    recordedAt: instantOutput,
    effectiveAt: instantOutput.meta({ description: 'When what caused it happened.' }),
    event: idOutput('evt').nullable().meta({ description: 'The event that caused it.' }),
    reason: z.string().nullable(),
    postings: z.array(postingOutput).meta({ description: 'Sum to zero per wallet.' }),
    lots: z.array(lotOutput),
  })
  .meta({ id: 'Transaction' });

export const ledgerOutput = pageOutput(transactionOutput).meta({ id: 'Ledger' });
