/** One thing that is wrong with a file, and where: enough to mend it without asking anybody. */
export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Names and indices from the outermost in: `nodes.remind.next`, `earn[0].award[1].wallet`. Empty: the file itself. */
  readonly path: string;
  readonly reason: string;
  /** The valid word that was probably meant. */
  readonly nearest: string | null;
}

/** What was read, or everything that is wrong with it; never an empty list of findings. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly findings: readonly Finding[] };

/** Names and indices from the outermost in. */
export type Path = readonly (string | number)[];

/** `journeys/winback.yaml:12:5 nodes.remind.next: there is no node "lats"; did you mean "last"?` */
export function formatFinding({ file, line, column, path, reason, nearest }: Finding): string {
  const hint = nearest === null ? '' : `; did you mean "${nearest}"?`;
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${reason}${hint}`;
}

export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (/^[\w-]+$/.test(step)) return index === 0 ? step : `.${step}`;
      return `[${JSON.stringify(step)}]`;
    })
    .join('');
}

/** In the order in which a reader meets them. */
export function inReadingOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.path, b.path),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
