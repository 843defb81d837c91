import { z } from 'zod';
import type { MemberReference } from '../../domain/event/incoming-event.ts';
import { idInput } from './public-id.ts';
import { externalIdInput } from './text.ts';

/** A member by our id or by the sender's. */
export const memberReferenceInput: z.ZodType<MemberReference> = z
  .union([z.strictObject({ id: idInput('mem') }), z.strictObject({ externalId: externalIdInput })], {
    error: 'is neither { "id": "mem_…" } nor { "externalId": "…" }',
  })
  .meta({ example: { externalId: 'customer-17' } });
