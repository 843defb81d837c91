import type { Program } from './program.ts';

/**
 * What of a published program its next version must keep, because members have it already: the currency, and name and
 * kind of each wallet. Answers a sentence for each breach; none when the next version may follow.
 */
export function breachesOfSuccession(before: Program, after: Program): readonly string[] {
  const breaches: string[] = [];
  if (after.currency !== before.currency) {
    breaches.push(`the currency was ${before.currency} and cannot become ${after.currency}`);
  }
  for (const [name, wallet] of Object.entries(before.wallets)) {
    const next = after.wallets[name];
    if (next === undefined) breaches.push(`wallet "${name}" cannot be removed`);
    else if (next.kind !== wallet.kind) {
      breaches.push(`wallet "${name}" is ${wallet.kind} and cannot become ${next.kind}`);
    }
  }
  return breaches;
}
