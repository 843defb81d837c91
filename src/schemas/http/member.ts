import { z } from 'zod';
import { consentOutput, givenConsentInput } from './consent.ts';
import { emailInput, localeInput, phoneInput, zoneInput } from './contact.ts';
import { instantInput, instantOutput } from './instant.ts';
import { jsonValueInput } from './json-object.ts';
import { idInput, idOutput } from './public-id.ts';
import { externalIdInput, namedFields, nameInput } from './text.ts';

const CONSENTS_MAX = 50;

const attributesInput = z.record(nameInput, jsonValueInput).meta({
  ...namedFields,
  description: 'Attributes that the program declares, by name.',
  example: { favouriteStore: 'Mitte' },
});

export const enrolmentInput = z
  .strictObject({
    externalId: externalIdInput,
    email: emailInput.optional(),
    phone: phoneInput.optional(),
    timezone: zoneInput.optional(),
    locale: localeInput.optional(),
    attributes: attributesInput.optional(),
    enrolledAt: instantInput.optional().meta({ description: 'Now, unless given; not in the future.' }),
    consents: z.array(givenConsentInput).max(CONSENTS_MAX).optional(),
  })
  .meta({
    id: 'Enrolment',
    example: {
      externalId: 'customer-17',
      email: 'ann@example.com',
      timezone: 'Europe/Berlin',
      consents: [{ topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '2026-01' }],
    },
  });

/** What is left out stays as it is; null takes it away. */
export const memberChangeInput = z
  .strictObject({
    email: emailInput.nullable().optional(),
    phone: phoneInput.nullable().optional(),
    timezone: zoneInput.nullable().optional(),
    locale: localeInput.nullable().optional(),
    attributes: attributesInput.optional(),
  })
  .meta({ id: 'MemberChange', example: { email: null, attributes: { favouriteStore: 'Kreuzberg' } } });

export const memberOutput = z
  .strictObject({
    id: idOutput('mem'),
    externalId: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    timezone: z.string().nullable(),
    locale: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    tags: z.array(z.string()),
    consents: z.array(consentOutput),
    enrolledAt: instantOutput,
    mergedInto: idOutput('mem').nullable().meta({
      description: 'Who took the member over: their points, and all that is reported of them.',
    }),
  })
  .meta({
    id: 'Member',
    example: {
      id: 'mem_0198c0de-5a1e-7d2b-9f3c-2b1a4c5d6e7f',
      externalId: 'customer-17',
      email: 'ann@example.com',
      phone: null,
      timezone: 'Europe/Berlin',
      locale: null,
      attributes: {},
      tags: [],
      consents: [{ topic: 'offers', channel: 'email', given: true, at: '2026-11-22T10:00:00.000Z' }],
      enrolledAt: '2026-11-22T10:00:00.000Z',
      mergedInto: null,
    },
  });

export const memberParams = z.strictObject({ id: idInput('mem') });
