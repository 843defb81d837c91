import type { Program } from '../../domain/program/program.ts';
import { fingerprint } from '../../domain/values/hash.ts';
import type { JsonValue } from '../../domain/values/json.ts';
import type { JourneyDraft } from '../../schemas/files/program-folder.ts';

/** The same for files that say the same. Versions of one content are never published twice. */
export function contentHashOf(definition: Program | JourneyDraft): string {
  const json: JsonValue = JSON.parse(JSON.stringify(definition));
  return fingerprint(json);
}
