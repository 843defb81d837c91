import { Liquid, LiquidError } from 'liquidjs';
import type { Finding, Parsed } from './finding.ts';
import type { SourceFile, Template } from './program-folder.ts';

/** The files of `templates/<id>/`, each one part of the message. */
const PARTS = { subject: 'subject.txt', html: 'html.liquid', text: 'text.liquid' } as const;

/** Tags that read other files: a template is the whole of what it says. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

const liquid = new Liquid({ strictFilters: true });
for (const tag of FILE_TAGS) delete liquid.tags[tag];

/** Reads one template from the files of its folder: all three parts, each of them Liquid that can be rendered. */
export function parseTemplate(id: string, files: readonly SourceFile[]): Parsed<Template> {
  const folder = `templates/${id}`;
  const parts = Object.entries(PARTS).map(([part, name]) => {
    const file = files.find(({ path }) => path === `${folder}/${name}`);
    return { part, path: `${folder}/${name}`, text: file?.text ?? null };
  });
  const findings = parts.flatMap(({ part, path, text }) => checkPart(part, path, text));
  if (findings.length > 0) return { ok: false, findings };
  const [subject = '', html = '', text = ''] = parts.map((part) => part.text ?? '');
  return { ok: true, value: { id, subject: subject.trim(), html, text } };
}

/** The parts of a template with the files that they stand in. */
export function partsOf(template: Template): readonly { readonly file: string; readonly text: string }[] {
  const { id, subject, html, text } = template;
  return [
    { file: `templates/${id}/${PARTS.subject}`, text: subject },
    { file: `templates/${id}/${PARTS.html}`, text: html },
    { file: `templates/${id}/${PARTS.text}`, text },
  ];
}

function checkPart(part: string, file: string, text: string | null): readonly Finding[] {
  const finding = (reason: string, line = 1, column = 1): Finding => ({
    file,
    line,
    column,
    path: '',
    reason,
    nearest: null,
  });
  if (text === null) return [finding('is missing: a template has subject.txt, html.liquid and text.liquid')];
  if (text.trim() === '') return [finding('is empty')];
  if (part === 'subject' && text.trim().includes('\n')) return [finding('must be a single line', 2)];
  try {
    liquid.parse(text);
    return [];
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    const [line, column] = error.token.getPosition();
    return [finding(reasonOf(error), line, column)];
  }
}

/** The first line of the engine's message, without the place that the finding names itself. */
function reasonOf(error: LiquidError): string {
  const [first = 'cannot be read'] = error.message.split('\n');
  return first.replace(/, line:\d+, col:\d+$/, '');
}
