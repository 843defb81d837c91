import type { Tx } from '../../db/database.ts';
import { assertNever } from '../../domain/values/assert-never.ts';
import type { JsonObject } from '../../domain/values/json.ts';
import type { Actor, Context } from '../context.ts';

/** What was done to what: `journey.paused` to `winback`. Never personal data. */
export interface AuditEntry {
  readonly programId: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: JsonObject;
}

/** Adds a row to the audit log, in the transaction of what it tells of. */
export async function appendAudit(tx: Tx, ctx: Context, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_event')
    .values({
      at: new Date(ctx.now),
      program_id: entry.programId,
      actor: actorName(ctx.actor),
      action: entry.action,
      subject: entry.subject,
      detail: JSON.stringify(entry.detail ?? {}),
      request_id: ctx.request?.requestId ?? null,
      trace_id: ctx.request?.traceId ?? null,
    })
    .execute();
}

/** How the audit log and the ledger write down who acted. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'key':
      return `key:${actor.keyId}`;
    case 'operator':
      return `operator:${actor.name}`;
    case 'system':
      return `system:${actor.name}`;
    default:
      return assertNever(actor);
  }
}
