import type { BalanceCondition } from '../../domain/condition/condition.ts';
import type { Outcome } from '../../domain/journey/journey.ts';
import { CHANNELS } from '../../domain/member/channel.ts';
import { WEEKDAYS } from '../../domain/values/weekday.ts';
import { closedWord } from './words.ts';

export const channel = closedWord(CHANNELS);
export const outcome = closedWord<Outcome>(['positive', 'neutral', 'negative']);
export const weekday = closedWord(WEEKDAYS);
export const balanceState = closedWord<BalanceCondition['state']>([
  'active',
  'pending',
  'held',
  'debt',
  'lifetime',
]);
