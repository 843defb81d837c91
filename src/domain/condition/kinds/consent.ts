import { faultsOfWord } from '../../program/fault.ts';
import { own } from '../../values/json.ts';
import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { always } from '../verdict.ts';

/** The member's last word on the topic and channel was yes; never asked means no. */
export const consent: ConditionKind<Extract<Condition, { kind: 'consent' }>> = {
  evaluate: ({ topic, channel }, { facts }) =>
    always(own(facts.consents, `${topic}/${channel}`)?.given ?? false),
  watches: () => [],
  dependsOn: () => ['consent_given', 'consent_withdrawn'],
  check: ({ topic }, { program }) => faultsOfWord(['topic'], 'topic', topic, program.topics),
};
