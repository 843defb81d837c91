import { z } from 'zod';
import { parseUuid } from '../../domain/values/identity.ts';
import type { Uuid } from '../../domain/values/identity.ts';

/** What an id names: member, event, ledger transaction, lot, run, message, import, redemption, approval. */
export type IdPrefix = 'mem' | 'evt' | 'txn' | 'lot' | 'run' | 'msg' | 'imp' | 'rdm' | 'apr';

const UUID_PATTERN = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** The id as the outside sees it: `mem_` and the UUID, which an operator finds again in tables and workflow ids. */
export function publicId(prefix: IdPrefix, id: Uuid): string {
  return `${prefix}_${id}`;
}

/** Reads an id of that kind; null for another kind and for other text. */
export function parsePublicId(prefix: IdPrefix, text: string): Uuid | null {
  return text.startsWith(`${prefix}_`) ? parseUuid(text.slice(prefix.length + 1)) : null;
}

/** An id of that kind in a request, parsed. */
export function idInput(prefix: IdPrefix) {
  return z
    .string()
    .transform((text, context) => {
      const id = parsePublicId(prefix, text);
      if (id !== null) return id;
      context.addIssue(`is not an id of the form ${prefix}_<UUID>`);
      return z.NEVER;
    })
    .meta({ example: exampleOf(prefix), pattern: `^${prefix}_${UUID_PATTERN}$` });
}

/** An id of that kind in a response. */
export function idOutput(prefix: IdPrefix) {
  return z.string().meta({ example: exampleOf(prefix) });
}

function exampleOf(prefix: IdPrefix): string {
  return `${prefix}_0198c0de-5a1e-7d2b-9f3c-2b1a4c5d6e7f`;
}
