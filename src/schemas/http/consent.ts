import { z } from 'zod';
import { CHANNELS } from '../../domain/member/channel.ts';
import { instantInput, instantOutput } from './instant.ts';
import { nameInput } from './text.ts';

const topic = nameInput.meta({ example: 'offers' });
const channel = z.enum(CHANNELS).meta({ example: 'email' });
const basis = nameInput.meta({ example: 'checkbox', description: 'By what the member agreed or refused.' });
const textVersion = nameInput.meta({ example: '2026-01', description: 'Which wording they agreed to.' });

/** A consent that comes with the enrolment. */
export const givenConsentInput = z.strictObject({ topic, channel, basis, textVersion });

/** A change of mind: given, with the wording agreed to, or withdrawn. */
export const consentInput = z
  .discriminatedUnion('state', [
    z.strictObject({
      state: z.literal('given'),
      topic,
      channel,
      basis,
      textVersion,
      occurredAt: instantInput.optional(),
    }),
    z.strictObject({
      state: z.literal('withdrawn'),
      topic,
      channel,
      basis,
      occurredAt: instantInput.optional(),
    }),
  ])
  .meta({
    id: 'ConsentChange',
    example: { state: 'given', topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '2026-01' },
  });

export const consentOutput = z
  .strictObject({ topic: z.string(), channel: z.enum(CHANNELS), given: z.boolean(), at: instantOutput })
  .meta({ id: 'Consent' });

export const consentsOutput = z.strictObject({ consents: z.array(consentOutput) }).meta({ id: 'Consents' });
