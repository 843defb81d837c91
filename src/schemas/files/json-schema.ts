import { z } from 'zod';
import { journeyFile } from './journey.ts';
import { programFile } from './program.ts';
import { storyFile } from './story.ts';

/** The files that an editor can check while they are written. */
export const FILE_SCHEMAS = { program: programFile, journey: journeyFile, story: storyFile } as const;

export type FileKind = keyof typeof FILE_SCHEMAS;

/** JSON Schema (2020-12) of a kind of file. It knows words and shapes; what one file says of another, only `plan` knows. */
export function jsonSchemaOf(kind: FileKind): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(FILE_SCHEMAS[kind], {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // The catch-all only words the refusal of unknown names; for an editor there are none.
      if (zodSchema instanceof z.ZodObject && kind !== 'story') jsonSchema.additionalProperties = false;
    },
  });
}
