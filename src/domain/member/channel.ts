/** The ways on which a member can be reached. */
export const CHANNELS = ['email', 'sms', 'push', 'in_app', 'webhook'] as const;

export type Channel = (typeof CHANNELS)[number];
