import { Argument } from 'commander';
import type { Command } from 'commander';
import { FILE_SCHEMAS, jsonSchemaOf } from '../../schemas/files/json-schema.ts';
import type { FileKind } from '../../schemas/files/json-schema.ts';
import type { Cli } from '../cli.ts';

export function registerSchema(perennial: Command, cli: Cli): void {
  perennial
    .command('schema')
    .description('Prints the JSON Schema of a kind of file, for editors.')
    .addArgument(new Argument('<kind>', 'which file').choices(Object.keys(FILE_SCHEMAS)))
    .action((kind: FileKind) => cli.output.printJson(jsonSchemaOf(kind)));
}
