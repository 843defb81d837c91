import type { z } from 'zod';
import type { Answer } from '../../domain/earning/answer.ts';
import type { answerOutput } from '../../schemas/http/answer.ts';
import { publicId } from '../../schemas/http/public-id.ts';

export function answerBody(status: 'recorded' | 'duplicate', answer: Answer): z.infer<typeof answerOutput> {
  const { returned } = answer;
  return {
    status,
    eventId: publicId('evt', answer.eventId),
    points: answer.points,
    balances: answer.balances,
    tier: answer.tier,
    reasons: answer.reasons.map((reason) => ({ ...reason })),
    ...(returned === undefined ? {} : { returned }),
  };
}
