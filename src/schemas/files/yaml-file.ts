import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { Document, Node } from 'yaml';
import type { Finding, Parsed, Path } from './finding.ts';
import type { SourceFile } from './program-folder.ts';

/** A YAML file as plain values, and where each stands in the text. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** Where the value at the path stands, or the nearest value around it that is written; with `atName`, its name. */
  locate(path: Path, options?: { readonly atName: boolean }): Place;
  /** A value as it is written, without quotes that are there: `0012`; null for lists, maps and what is not written. */
  written(path: Path): string | null;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** No file of rules that people read is longer, and none nests deeper. */
export const FILE_LENGTH_MAX = 512 * 1024;
const NESTING_MAX = 64;

/**
 * Reads one YAML 1.2 document: names are unique text; no aliases, tags or second documents. Values are JSON.
 * The findings are those of the YAML itself.
 */
export function readYaml({ path: file, text }: SourceFile): Parsed<YamlFile> {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const finding = (offset: number, reason: string): Finding => ({
    file,
    ...place(offset),
    path: '',
    reason,
    nearest: null,
  });
  if (text.length > FILE_LENGTH_MAX) {
    return { ok: false, findings: [finding(0, `is longer than ${FILE_LENGTH_MAX / 1024} KB`)] };
  }
  const tooDeep = deepestNesting(text);
  if (tooDeep !== null) {
    return { ok: false, findings: [finding(tooDeep, `nests deeper than ${NESTING_MAX} levels`)] };
  }
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const findings = [
    ...document.errors.map((error) => finding(error.pos[0], sentence(error.message))),
    ...document.warnings.map((warning) => finding(warning.pos[0], sentence(warning.message))),
    ...refusedNodes(document).map(({ node, reason }) => finding(node.range?.[0] ?? 0, reason)),
  ];
  if (findings.length > 0) return { ok: false, findings };
  return {
    ok: true,
    value: {
      file,
      text,
      value: document.toJS({ maxAliasCount: 0 }),
      locate: (path, { atName } = { atName: false }) => place(offsetOf(document, path, atName)),
      written: (path) => writtenAt(document, path),
    },
  };
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** Where brackets nest too deeply; null when they do not. The parser recurses, so this is asked before it. */
function deepestNesting(text: string): number | null {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > NESTING_MAX) return index;
  }
  return null;
}

function refusedNodes(document: Document): readonly { node: Node; reason: string }[] {
  const refused: { node: Node; reason: string }[] = [];
  const refuse = (node: unknown, reason: string): void => {
    if (isNode(node)) refused.push({ node, reason });
  };
  visit(document, {
    Alias: (_, node) => refuse(node, 'aliases are not supported: write the value out'),
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string') {
        refuse(pair.key, `a name must be text; quote it`);
      }
    },
    Node: (_, node, path) => {
      if (path.length > NESTING_MAX * 2) refuse(node, `nests deeper than ${NESTING_MAX} levels`);
      if (!isAlias(node) && node.tag !== undefined) refuse(node, 'tags are not supported');
      if (isScalar(node) && typeof node.value === 'string' && !isStorable(node.value)) {
        refuse(node, 'holds a character that cannot be stored (NUL, or half of a surrogate pair)');
      }
    },
  });
  return refused;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function offsetOf(document: Document, path: Path, atName: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === step);
      if (pair === undefined) return offset;
      const nameAt = startOf(pair.key) ?? offset;
      offset = isLast && atName ? nameAt : (startOf(pair.value) ?? nameAt);
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function writtenAt(document: Document, path: Path): string | null {
  const node = document.getIn(path, true);
  if (isCollection(node) || !isScalar(node)) return null;
  return node.source ?? String(node.value);
}
