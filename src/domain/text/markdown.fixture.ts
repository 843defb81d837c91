/** The cells of each row of the table whose header begins with that cell; none when the page has no such table. */
export function rowsBelow(page: string, firstHeader: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const header = lines.findIndex((line) => cellsOf(line)[0] === firstHeader);
  if (header < 0) return [];
  const rest = lines.slice(header + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return (end < 0 ? rest : rest.slice(0, end)).map(cellsOf);
}

/** What the first fenced block of that language holds; empty when there is none. */
export function fenced(page: string, language: string): string {
  return page.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
