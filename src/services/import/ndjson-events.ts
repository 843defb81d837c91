import { compareFileEvents, type FileEvent } from '../../domain/import/file-event.ts';
import type { SourceLine } from '../../domain/import/source-line.ts';
import { pointerStep } from '../../domain/values/json-pointer.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { eventInput } from '../../schemas/http/event.ts';
import { issueWords } from '../../schemas/http/issue-words.ts';
import { findUnstorable } from '../../schemas/http/storable-json.ts';
import type { LineObserver } from './line-observer.ts';
import { rejectionBy } from './rejections.ts';
import { sortExternally } from './sort-externally.ts';

/** So much text weighs as much as a line of a delimited file does. */
const LENGTH_PER_WEIGHT = 500;

/**
 * The events of lines as `POST /v1/events` takes them, by time, ties by line. A line that is no such event, or of
 * another source, is rejected by itself. All lines are read before the first event comes out, in bounded memory.
 */
export function ndjsonEventsByTime(
  source: string,
  lines: AsyncIterable<SourceLine>,
  observer: LineObserver,
): AsyncGenerator<FileEvent> {
  return sortExternally(readEvents(source, lines, observer), compareFileEvents, { weightOf });
}

function weightOf({ lines: [line] }: FileEvent): number {
  return 1 + textOf(line).length / LENGTH_PER_WEIGHT;
}

async function* readEvents(
  source: string,
  lines: AsyncIterable<SourceLine>,
  observer: LineObserver,
): AsyncGenerator<FileEvent> {
  for await (const line of lines) {
    observer.read();
    const event = readEvent(source, line);
    if (event.ok) {
      observer.found();
      yield event.value;
      continue;
    }
    await observer.rejected([rejectionBy(event.refusal, line)]);
  }
}

function readEvent(source: string, line: SourceLine): Result<FileEvent> {
  const value = parseJson(textOf(line));
  if (!value.ok) return value;
  const fault = findUnstorable(value.value);
  if (fault !== null) return refuse('invalid_input', fault.detail, fault.pointer);
  const parsed = eventInput.safeParse(value.value, { error: issueWords });
  if (!parsed.success) return refuseIssue(parsed.error.issues[0]);
  const { id: externalId, source: named = source, ...event } = parsed.data;
  if (named !== source) return refuse('foreign_source', `the import is of ${source}`, '/source');
  return ok({ externalId, ...event, lines: [line] });
}

function parseJson(text: string): Result<unknown> {
  try {
    return ok<unknown>(JSON.parse(text));
  } catch {
    return refuse('malformed_json', 'the line is not JSON');
  }
}

type Issue = NonNullable<ReturnType<typeof eventInput.safeParse>['error']>['issues'][number];

function refuseIssue(issue: Issue | undefined): Result<never> {
  if (issue === undefined) return refuse('invalid_input', 'is no event');
  const isUnknownField = issue.code === 'unrecognized_keys';
  const path = isUnknownField ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const detail = isUnknownField ? 'is not a known field' : issue.message;
  return refuse('invalid_input', detail, path.map(pointerStep).join(''));
}

function textOf(line: SourceLine | undefined): string {
  return line?.cells[0] ?? '';
}
