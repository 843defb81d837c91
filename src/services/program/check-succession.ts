import type { Tx } from '../../db/database.ts';
import { breachesOfSuccession } from '../../domain/program/succession.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import { readProgram } from '../../schemas/stored/definitions.ts';
import type { ProgramFolder } from '../../schemas/files/program-folder.ts';
import type { LockedProgram } from './locked-program.ts';

/** Whether a folder's program may follow the one in force. Refuses `incompatible_program` with every breach. */
export async function checkSuccession(
  tx: Tx,
  inForce: LockedProgram,
  folder: ProgramFolder,
): Promise<Result<null>> {
  if (inForce.revision === 0) return ok(null);
  const row = await tx
    .selectFrom('program_version')
    .select('definition')
    .where('program_id', '=', inForce.id)
    .where('version', '=', inForce.programVersion)
    .executeTakeFirstOrThrow();
  const breaches = breachesOfSuccession(readProgram(row.definition), folder.program.definition);
  return breaches.length === 0 ? ok(null) : refuse('incompatible_program', `${breaches.join('; ')}.`);
}
