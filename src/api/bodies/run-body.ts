import type { z } from 'zod';
import { instantText } from '../../schemas/http/instant.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { runOutput } from '../../schemas/http/run.ts';
import type { RunSummary } from '../../services/member/list-runs.ts';

export function runBody(run: RunSummary): z.infer<typeof runOutput> {
  const { journey, journeyVersion, status, node, reason, outcome } = run;
  return {
    id: publicId('run', run.id),
    journey,
    version: journeyVersion,
    status,
    node,
    startedAt: instantText(run.startedAt),
    endedAt: instantText(run.endedAt),
    reason,
    outcome,
  };
}
