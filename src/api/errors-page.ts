import { REFUSALS } from '../domain/refusal/refusal-code.ts';

const INTRODUCTION = `# Errors

Every error of the API is a problem as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) has it: \`type\`, \`title\`, \`status\`, \`detail\`, and a stable \`code\`. \`errors\` names the places at fault by JSON pointer, \`requestId\` finds the request in the log. The command line refuses with the same codes. This page is made from the registry in \`src/domain/refusal/refusal-code.ts\`.`;

/** `docs/errors.md`: each code with its status, what it means and what to do, by status. */
export function errorsPage(): string {
  const byStatus = Object.entries(REFUSALS).toSorted(([, a], [, b]) => a.status - b.status);
  const sections = byStatus.map(
    ([code, { status, title, remedy }]) => `## \`${code}\`\n\n${status} · ${title}.\n\n${remedy}`,
  );
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}
