import { composeDefinitions } from '../../domain/lifecycle/compose-definitions.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { ProgramFolder } from './program-folder.ts';

/** The rules that a folder's first publication at that instant puts into force. */
export function definitionsOf({ program, journeys }: ProgramFolder, publishedAt: Instant): Definitions {
  return composeDefinitions({
    revision: 1,
    publishedAt,
    program: program.definition,
    journeys: journeys.map(({ definition }) => ({
      journey: { ...definition, version: 1 },
      firstPublishedAt: publishedAt,
      control: { kind: 'running' },
    })),
    older: [],
  });
}
