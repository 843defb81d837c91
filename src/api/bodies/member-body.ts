import type { z } from 'zod';
import type { ConsentState } from '../../domain/member/consents.ts';
import type { consentOutput } from '../../schemas/http/consent.ts';
import { instantText } from '../../schemas/http/instant.ts';
import type { memberOutput } from '../../schemas/http/member.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { Member } from '../../services/member/member.ts';

export function memberBody(member: Member): z.infer<typeof memberOutput> {
  const { externalId, email, phone, timezone, locale, attributes } = member;
  return {
    id: publicId('mem', member.id),
    externalId,
    email,
    phone,
    timezone,
    locale,
    attributes,
    tags: [...member.tags],
    consents: consentBodies(member.consents),
    enrolledAt: instantText(member.enrolledAt),
    mergedInto: member.mergedInto === null ? null : publicId('mem', member.mergedInto),
  };
}

export function consentBodies(consents: readonly ConsentState[]): z.infer<typeof consentOutput>[] {
  return consents.map(({ at, ...consent }) => ({ ...consent, at: instantText(at) }));
}
