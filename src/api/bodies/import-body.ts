import type { z } from 'zod';
import { REFUSALS } from '../../domain/refusal/refusal-code.ts';
import type { importOutput } from '../../schemas/http/import.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { Import } from '../../services/import/import.ts';

/** An import as the API shows it. A fault of ours is told without its cause. */
export function importBody(found: Import): z.infer<typeof importOutput> {
  const { failure } = found;
  return {
    ...found,
    id: publicId('imp', found.id),
    postedAt: instantText(found.postedAt),
    startedAt: instantText(found.startedAt),
    endedAt: instantText(found.endedAt),
    failure: failure?.code === 'internal' ? { ...failure, detail: REFUSALS.internal.title } : failure,
  };
}
