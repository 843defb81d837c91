import { RUN_REQUESTED } from '../journey/journey.ts';
import { POINTS_EVENTS } from '../ledger/points-events.ts';
import { MEMBER_MERGED } from '../member/merge.ts';
import { RETURN_EVENTS } from '../return/goods-return.ts';

/** Event types are words in snake_case, at most 64 characters. */
const EVENT_TYPE = /^[a-z][a-z0-9_]{0,63}$/;

export function isEventType(text: string): boolean {
  return EVENT_TYPE.test(text);
}

/** Types that the platform itself writes into the log. */
const OWN_TYPES: ReadonlySet<string> = new Set([
  'enrolled',
  'profile_changed',
  'consent_given',
  'consent_withdrawn',
  MEMBER_MERGED,
  ...POINTS_EVENTS,
  ...RETURN_EVENTS,
  'tier_changed',
  'reward_issued',
  'reward_unavailable',
  'reward_redeemed',
  'reward_expired',
  'message_sent',
  'message_skipped',
  'message_failed',
  'message_unknown',
  'message_opened',
  'message_clicked',
  'task_opened',
  'task_done',
  'task_overdue',
  'task_withdrawn',
  'challenge_completed',
  'badge_awarded',
  'referral_converted',
  'plan_started',
  'plan_renewed',
  'plan_lapsed',
  'score_changed',
  'journey_entered',
  'journey_ended',
  RUN_REQUESTED,
]);

/** Own types that may also come from outside: what a member agreed to, and what they did with a message. */
const OPEN_TYPES: ReadonlySet<string> = new Set([
  'consent_given',
  'consent_withdrawn',
  'message_opened',
  'message_clicked',
]);

/** Whether the platform gives events of this type a meaning of its own; no journey may emit one. */
export function isOwnType(type: string): boolean {
  return OWN_TYPES.has(type);
}

/** Whether only the platform may write events of this type. */
export function isReservedType(type: string): boolean {
  return OWN_TYPES.has(type) && !OPEN_TYPES.has(type);
}

export function isConsentType(type: string): boolean {
  return type === 'consent_given' || type === 'consent_withdrawn';
}

/** Whether an event of this type tells what a member did with a message that was sent. */
export function isMessageResponse(type: string): boolean {
  return type === 'message_opened' || type === 'message_clicked';
}
