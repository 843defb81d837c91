import { SpanKind, type Tracer } from '@opentelemetry/api';
import type { DrainerDeps } from '../../drainer/drainer.ts';
import type { NudgeMember } from '../../temporal/nudge-member.ts';
import { memberWorkflowId } from '../../workflows/member-contract.ts';
import { inSpan } from './in-span.ts';

type AdvanceMarked = DrainerDeps['advanceMarked'];

/** A span for each batch of marked members, related to what marked them. A look that finds nobody leaves none. */
export function tracingAdvances(tracer: Tracer): (advance: AdvanceMarked) => AdvanceMarked {
  return (advance) => async (limit) => {
    const startTime = Date.now();
    const batch = await advance(limit);
    if (batch.length > 0) {
      const causes = batch.flatMap(({ markedBy }) => markedBy ?? []);
      const attributes = { 'perennial.members': batch.length };
      await inSpan(tracer, { name: 'advance members', causes, attributes, startTime }, () =>
        Promise.resolve(),
      );
    }
    return batch;
  };
}

/** A span for each nudge, in the trace that marked the member. */
export function tracingNudges(tracer: Tracer): (nudge: NudgeMember) => NudgeMember {
  return (nudge) => async (member) => {
    const attributes = { 'temporal.workflow.id': memberWorkflowId(member.memberId) };
    const causes = typeof member.markedBy === 'string' ? { causes: [member.markedBy] } : {};
    await inSpan(tracer, { name: 'nudge', kind: SpanKind.PRODUCER, attributes, ...causes }, () =>
      nudge(member),
    );
  };
}
