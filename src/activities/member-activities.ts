import type { Conducted } from '../services/lifecycle/conducted.ts';

/** What a member's workflow asks of the world. Each may be called again at any time without harm. */
export interface MemberActivities {
  /** Advances the member if they are behind, and answers what is open and when to ask again. */
  conductMember(memberId: string): Promise<Conducted>;
}

/** What leaves the house; on a queue of its own, at the rate that providers allow. */
export interface SendingActivities {
  /** Claims a message, hands it over and records the outcome; or finds that there is nothing to do. */
  deliverMessage(messageId: string): Promise<void>;
}
