/** One line on a terminal that shows how far a long verb is, and goes when it is done. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

const PAUSE_MS = 100;
const CLEAR_LINE = '\r\u001B[2K';

/** Writes to standard error, at most ten times a second, and nothing at all when that is not a terminal. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let shownAt = -Infinity;
  return {
    show(text) {
      const now = performance.now();
      if (!stream.isTTY || now - shownAt < PAUSE_MS) return;
      shownAt = now;
      stream.write(`${CLEAR_LINE}${text.slice(0, stream.columns - 1)}`);
    },
    clear() {
      if (stream.isTTY && shownAt > 0) stream.write(CLEAR_LINE);
    },
  };
}
