import { z } from 'zod';

/** Words that the language knows and this version does not support yet: refused by name, never ignored. */
export type Later = readonly string[];

/** What a finding is told besides its sentence: the word at fault, those that are valid there, and those that come later. */
export interface WordFault {
  readonly word: string;
  readonly among: readonly string[];
  readonly later: Later;
}

/** A map with these names and no others. */
export function words<S extends z.core.$ZodLooseShape>(
  shape: S,
  later: Later = [],
): z.ZodObject<S, z.core.$strict> {
  const strict = z.strictObject(shape);
  return strict.clone({ ...strict.def, catchall: unknownName(Object.keys(shape), later) });
}

/** A map with exactly one of these names; its value is what that name's schema makes. */
export function oneWord<T>(choices: Readonly<Record<string, z.ZodType<T>>>, later: Later = []): z.ZodType<T> {
  const names = Object.keys(choices);
  const shape = Object.fromEntries(
    Object.entries(choices).map(([name, schema]) => [name, schema.optional()]),
  );
  return words(shape, later)
    .meta({ minProperties: 1, maxProperties: 1 })
    .transform((given, ctx): T => {
      const [first, ...more] = Object.values(given).filter((value) => value !== undefined);
      if (first !== undefined && more.length === 0) return first;
      ctx.addIssue({ code: 'custom', message: `needs exactly one of ${names.join(', ')}` });
      return z.NEVER;
    });
}

/** Text that is one of these words. */
export function closedWord<const W extends string>(
  choices: readonly W[],
  later: Later = [],
): z.ZodType<W, string> {
  return z
    .string()
    .meta({ enum: [...choices] })
    .transform((given, ctx): W => {
      const found = choices.find((choice) => choice === given);
      if (found !== undefined) return found;
      addWordIssue(ctx, { word: given, among: choices, later });
      return z.NEVER;
    });
}

/** A value of several shapes, of which its own form tells which one is meant; its findings are those of that shape alone. */
export function choose<T>(pick: (written: unknown) => z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((written, ctx): T => {
    const parsed = pick(written).safeParse(written);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) ctx.addIssue({ ...issue });
    return z.NEVER;
  });
}

/** Adds a finding about a word that is not one of those that are valid in its place. */
export function addWordIssue(
  ctx: z.RefinementCtx,
  fault: WordFault,
  at: { readonly path?: readonly (string | number)[]; readonly message?: string } = {},
): void {
  const isLater = fault.later.includes(fault.word);
  ctx.addIssue({
    code: 'custom',
    message: isLater ? `"${fault.word}" is known, but not supported yet` : (at.message ?? sentenceOf(fault)),
    path: [...(at.path ?? [])],
    params: isLater ? { ...fault, among: [] } : { ...fault },
  });
}

function sentenceOf({ word, among }: WordFault): string {
  return `"${word}" is not one of ${among.join(', ')}`;
}

function unknownName(among: readonly string[], later: Later): z.ZodType {
  return z.unknown().superRefine((_, ctx) => {
    // The name is the last step of the issue's path, which only the reader of the whole file sees.
    ctx.addIssue({ code: 'custom', message: 'unknown word', params: { among, later } });
  });
}
