import type { BalanceCondition } from '../../domain/condition/condition.ts';
import type { Outcome } from '../../domain/journey/journey.ts';
import type { Channel } from '../../domain/lifecycle/facts.ts';
import { WEEKDAYS } from '../../domain/values/weekday.ts';
import type { Weekday } from '../../domain/values/weekday.ts';
import { closedWord } from './words.ts';

export const channel = closedWord<Channel>(['email', 'sms', 'push', 'in_app', 'webhook']);
export const outcome = closedWord<Outcome>(['positive', 'neutral', 'negative']);
export const weekday = closedWord<Weekday>(WEEKDAYS);
export const balanceState = closedWord<BalanceCondition['state']>([
  'active',
  'pending',
  'held',
  'debt',
  'lifetime',
]);
