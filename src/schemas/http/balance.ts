import { z } from 'zod';

const points = z.int().min(0);

export const balanceOutput = z
  .strictObject({
    active: points.meta({ description: 'Spendable now.' }),
    pending: points.meta({ description: 'Not vested yet.' }),
    held: points.meta({ description: 'Reserved by an open redemption.' }),
    debt: points.meta({ description: 'Owed after a return.' }),
    lifetime: points.meta({ description: 'Ever earned.' }),
  })
  .meta({ id: 'Balance', example: { active: 240, pending: 12, held: 0, debt: 0, lifetime: 252 } });

export const balancesOutput = z.strictObject({ balances: z.record(z.string(), balanceOutput) }).meta({
  id: 'Balances',
  description: 'By wallet, in the smallest unit of each; every wallet of the program.',
});
