import type { Instant } from '../values/instant.ts';
import { own } from '../values/json.ts';
import { CHANNELS } from './channel.ts';
import type { Channel } from './channel.ts';

/** A member's latest word on each topic and channel they were asked for, by `consentKey`. Absent: never asked. */
export type Consents = Readonly<Record<string, Consent>>;

export interface Consent {
  readonly given: boolean;
  readonly at: Instant;
}

/** A consent with what it is about. */
export interface ConsentState extends Consent {
  readonly topic: string;
  readonly channel: Channel;
}

/** `topic/channel`. A channel holds no slash, so a topic may. */
export function consentKey(topic: string, channel: string): string {
  return `${topic}/${channel}`;
}

/** The member's latest word; null when they were never asked. */
export function consentTo(consents: Consents, topic: string, channel: Channel): Consent | null {
  return own(consents, consentKey(topic, channel)) ?? null;
}

/** Whether the latest word was yes; never asked means no. */
export function hasConsent(consents: Consents, topic: string, channel: Channel): boolean {
  return consentTo(consents, topic, channel)?.given ?? false;
}

/** All of them, each with what it is about. */
export function listConsents(consents: Consents): readonly ConsentState[] {
  return Object.entries(consents).flatMap(([key, consent]) => {
    const slash = key.lastIndexOf('/');
    const channel = CHANNELS.find((known) => known === key.slice(slash + 1));
    return channel === undefined ? [] : [{ topic: key.slice(0, slash), channel, ...consent }];
  });
}
