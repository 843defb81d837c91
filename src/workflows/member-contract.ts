import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Name of the workflow's type. */
export const MEMBER_WORKFLOW = 'member';

/**
 * Says that there may be something to do, and carries nothing: the workflow asks the database. A signal and not an
 * update, because it must be accepted while no worker is there, and because nobody waits for an answer.
 */
export const NUDGE = 'nudge';

export interface MemberInput {
  readonly version: 1;
  readonly memberId: string;
}

/** One workflow for a member's whole life; the id holds nothing personal. */
export function memberWorkflowId(memberId: string): string {
  return `member/${memberId}`;
}

/** What operators can filter by. Search attributes are never encrypted, so they name states and never people. */
export const SEARCH_ATTRIBUTES = {
  program: defineSearchAttributeKey('PerennialProgram', SearchAttributeType.KEYWORD),
  /** `idle`, `in_journey` or `blocked`. */
  state: defineSearchAttributeKey('PerennialState', SearchAttributeType.KEYWORD),
  /** Journeys with an open run, as `id@version`. */
  journeys: defineSearchAttributeKey('PerennialJourneys', SearchAttributeType.KEYWORD_LIST),
  nextDue: defineSearchAttributeKey('PerennialNextDue', SearchAttributeType.DATETIME),
} as const;
