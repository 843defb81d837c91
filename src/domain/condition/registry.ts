import type { ConditionKind } from './condition-kind.ts';
import type { Condition } from './condition.ts';
import { age } from './kinds/age.ts';
import { all } from './kinds/all.ts';
import { any } from './kinds/any.ts';
import { attribute } from './kinds/attribute.ts';
import { balance } from './kinds/balance.ts';
import { cohort } from './kinds/cohort.ts';
import { consent } from './kinds/consent.ts';
import { date } from './kinds/date.ts';
import { event } from './kinds/event.ts';
import { message } from './kinds/message.ts';
import { not } from './kinds/not.ts';
import { reachable } from './kinds/reachable.ts';
import { value } from './kinds/value.ts';

type Kind = Condition['kind'];
type ConditionOf<K extends Kind> = Extract<Condition, { readonly kind: K }>;

/** Every kind of condition. A new one is a file in `kinds/` and a line here. */
const KINDS: { readonly [K in Kind]: ConditionKind<ConditionOf<K>> } = {
  all,
  any,
  not,
  event,
  age,
  consent,
  attribute,
  balance,
  cohort,
  reachable,
  message,
  value,
  date,
};

/** The kind of a condition, to be asked about that condition only: the index has chosen the one made for it. */
export function kindOf(condition: Condition): ConditionKind<Condition> {
  return KINDS[condition.kind];
}
