import { z } from 'zod';
import { NAMES_OF_EVERY_MEMBER } from '../../domain/condition/resolve.ts';
import type { Program } from '../../domain/program/program.ts';
import { minorDigitsOf } from '../../domain/values/currency.ts';
import { earnRule } from './earn-rule.ts';
import { camelName, id } from './text.ts';
import { zone } from './times.ts';
import { wallet } from './wallet.ts';
import { addWordIssue, closedWord, words } from './words.ts';

const LATER = [
  'budgets',
  'segments',
  'groups',
  'hours',
  'tiers',
  'rewards',
  'challenges',
  'referral',
  'plans',
];

/** `member.<name>` means something else for these, so no attribute may have the name. */
const TAKEN_NAMES = new Set<string>([...NAMES_OF_EVERY_MEMBER, 'tier']);

const currency = z
  .string()
  .refine((code) => minorDigitsOf(code) !== null, 'must be a currency of ISO 4217, such as EUR');

const attributeName = camelName.refine(
  (name) => !TAKEN_NAMES.has(name),
  'is a name that every member has already',
);

/** Points that one person may add or take by hand in one day and wallet without anybody else's approval. */
const adjustments = words({ limit: z.int().min(0) });

export const programFile: z.ZodType<Program> = words(
  {
    program: id,
    currency,
    timezone: zone,
    wallets: z.record(id, wallet),
    attributes: z.record(attributeName, closedWord(['text', 'number', 'flag', 'date', 'list'])).default({}),
    earn: z.array(earnRule).default([]),
    adjustments: adjustments.optional(),
    sending: words({ topics: z.array(id) }, ['quietHours', 'caps', 'priority']).default({ topics: [] }),
  },
  LATER,
).transform(({ program, timezone, sending, adjustments: given, ...written }, ctx): Program => {
  checkEarnRules(written, ctx);
  return {
    id: program,
    zone: timezone,
    ...written,
    topics: sending.topics,
    ...(given === undefined ? {} : { adjustments: given }),
  };
});

/** Rules have ids of their own, and award to wallets that there are. */
function checkEarnRules({ earn, wallets }: Pick<Program, 'earn' | 'wallets'>, ctx: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, rule] of earn.entries()) {
    if (seen.has(rule.id)) {
      const message = `there is another rule "${rule.id}"`;
      ctx.addIssue({ code: 'custom', message, path: ['earn', index, 'id'] });
    }
    seen.add(rule.id);
    for (const [place, { wallet: name }] of rule.award.entries()) {
      if (Object.hasOwn(wallets, name)) continue;
      addWordIssue(
        ctx,
        { word: name, among: Object.keys(wallets), later: [] },
        { path: ['earn', index, 'award', place, 'wallet'], message: `there is no wallet "${name}"` },
      );
    }
  }
}
