import { Liquid, LiquidError } from 'liquidjs';
import type { JsonObject } from '../../domain/values/json.ts';

/** The three parts of a template, as Liquid source. */
export interface TemplateSource {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export type RenderedTemplate = TemplateSource;

/**
 * - `missing_value`: the template uses a value that the member does not have; it is skipped with that reason.
 * - `broken`: the template itself cannot be rendered; no attempt at it will work.
 */
export type Rendering =
  | { readonly ok: true; readonly value: RenderedTemplate }
  | { readonly ok: false; readonly reason: 'missing_value' | 'template_broken'; readonly detail: string };

/** A template is small; these stop one that loops. */
const LIMITS = { parseLimit: 500_000, renderLimit: 500, memoryLimit: 5_000_000 } as const;
const COMMON = { strictVariables: true, strictFilters: true, ownPropertyOnly: true, ...LIMITS } as const;

// Templates come from marketers: they read no files, and in HTML every value is escaped unless it says `| raw`.
const forText = new Liquid({ ...COMMON, relativeReference: false, templates: {} });
const forHtml = new Liquid({ ...COMMON, relativeReference: false, templates: {}, outputEscape: 'escape' });

/** Renders all three parts with the same values. Line breaks in the subject become spaces. */
export function renderTemplate(source: TemplateSource, values: JsonObject): Rendering {
  try {
    return {
      ok: true,
      value: {
        subject: forText.parseAndRenderSync(source.subject, values).replace(/\s+/g, ' ').trim(),
        html: forHtml.parseAndRenderSync(source.html, values),
        text: forText.parseAndRenderSync(source.text, values),
      },
    };
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    const reason = isMissingValue(error) ? 'missing_value' : 'template_broken';
    return { ok: false, reason, detail: error.message };
  }
}

/** The engine wraps what a tag threw, once for each tag around it. */
function isMissingValue(error: Error): boolean {
  if (error.name === 'UndefinedVariableError') return true;
  const cause = error instanceof LiquidError ? error.originalError : undefined;
  return cause !== undefined && cause !== error && isMissingValue(cause);
}
