/** A line of a comparison of two texts: in both, only in the older, or only in the newer. */
export interface ComparedLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** More pairs of differing lines than this are shown as all removed and all added. */
const PAIRS_MAX = 4_000_000;

/**
 * The lines of two texts as one list that reads as the change from the first to the second: a longest common
 * subsequence stays, removed lines before added ones. Lines far from any change are left out; `context` are kept
 * around each.
 */
export function lineDifference(before: string, after: string, context = 2): readonly ComparedLine[] {
  const from = linesOf(before);
  const to = linesOf(after);
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head += 1;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  ) {
    tail += 1;
  }
  const changed = compareMiddle(from.slice(head, from.length - tail), to.slice(head, to.length - tail));
  return nearChanges(
    [...signed(' ', from.slice(0, head)), ...changed, ...signed(' ', from.slice(from.length - tail))],
    context,
  );
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function compareMiddle(from: readonly string[], to: readonly string[]): readonly ComparedLine[] {
  if (from.length * to.length > PAIRS_MAX) return [...signed('-', from), ...signed('+', to)];
  // lengths[i][j]: of the longest common subsequence of what remains of both from i and j on.
  const lengths = Array.from({ length: from.length + 1 }, () => new Uint32Array(to.length + 1));
  const lengthAt = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] ?? new Uint32Array(0);
    for (let j = to.length - 1; j >= 0; j -= 1) {
      row[j] =
        from[i] === to[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const compared: ComparedLine[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length && j < to.length) {
    if (from[i] === to[j]) {
      compared.push({ sign: ' ', text: from[i] ?? '' });
      i += 1;
      j += 1;
    } else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) {
      compared.push({ sign: '-', text: from[i] ?? '' });
      i += 1;
    } else {
      compared.push({ sign: '+', text: to[j] ?? '' });
      j += 1;
    }
  }
  return [...compared, ...signed('-', from.slice(i)), ...signed('+', to.slice(j))];
}

function signed(sign: ComparedLine['sign'], lines: readonly string[]): readonly ComparedLine[] {
  return lines.map((text) => ({ sign, text }));
}

function nearChanges(lines: readonly ComparedLine[], context: number): readonly ComparedLine[] {
  const near = new Set<number>();
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    for (let offset = -context; offset <= context; offset += 1) near.add(index + offset);
  }
  return lines.filter((_, index) => near.has(index));
}
