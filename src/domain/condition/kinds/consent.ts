import { hasConsent } from '../../member/consents.ts';
import { faultsOfWord } from '../../program/fault.ts';
import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { always } from '../verdict.ts';

/** The member's latest word on the topic and channel was yes; never asked means no. */
export const consent: ConditionKind<Extract<Condition, { kind: 'consent' }>> = {
  evaluate: ({ topic, channel }, { facts }) => always(hasConsent(facts.consents, topic, channel)),
  watches: () => [],
  dependsOn: () => ['consent_given', 'consent_withdrawn'],
  check: ({ topic }, { program }) => faultsOfWord(['topic'], 'topic', topic, program.topics),
};
