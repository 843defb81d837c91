import { z } from 'zod';
import type { Condition } from '../../domain/condition/condition.ts';
import { age } from './conditions/age.ts';
import { all } from './conditions/all.ts';
import { any } from './conditions/any.ts';
import { attribute } from './conditions/attribute.ts';
import { balance } from './conditions/balance.ts';
import { cohort } from './conditions/cohort.ts';
import { consent } from './conditions/consent.ts';
import { date } from './conditions/date.ts';
import { event } from './conditions/event.ts';
import { message } from './conditions/message.ts';
import { not } from './conditions/not.ts';
import { reachable } from './conditions/reachable.ts';
import { value } from './conditions/value.ts';
import { oneWord } from './words.ts';

const LATER = ['expiring', 'tier', 'plan', 'challenge', 'reward', 'segment', 'task', 'score'];

/** A condition: a map with the name of one kind. A new kind is a file in `conditions/` and a name here. */
export const condition: z.ZodType<Condition> = z
  .lazy(() =>
    oneWord<Condition>(
      { all, any, not, event, age, consent, attribute, balance, cohort, reachable, message, value, date },
      LATER,
    ),
  )
  .meta({ id: 'condition' });
