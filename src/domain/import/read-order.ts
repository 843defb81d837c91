import type { JsonObject } from '../values/json.ts';
import type { FileEvent } from './file-event.ts';
import { holds } from './line-rule.ts';
import type { Mapping, PurchaseMapping } from './mapping.ts';
import { readLine, type OrderKind, type PurchasedLine } from './read-line.ts';
import type { Rejection, SourceLine, UnreadableReason } from './source-line.ts';

/** Which event the lines of a file make together. */
export interface OrderKey {
  readonly kind: OrderKind;
  /** Of the purchase or the return, as the file has it. */
  readonly id: string;
  /** Of the event: a purchase and a return may share an id. */
  readonly externalId: string;
}

export type OrderReading =
  | { readonly kind: 'order'; readonly order: FileEvent }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] };

/** Where the columns of a file stand. */
export type ColumnPositions = ReadonlyMap<string, number>;

/** The text of a column of a line; a line that is too short has empty cells. */
export function cellOf(positions: ColumnPositions, { cells }: SourceLine): (column: string) => string {
  return (column) => cells[positions.get(column) ?? -1] ?? '';
}

/**
 * The purchase or return that a line belongs to; null when a cell of its id is empty. Of several columns the cells are
 * joined with `/`, and a `/` or `%` inside them is percent-encoded, so that different cells never give one id.
 */
export function orderKey(mapping: Mapping, positions: ColumnPositions, source: SourceLine): OrderKey | null {
  const cell = cellOf(positions, source);
  const { purchase, returns } = mapping;
  const id = idOf(purchase.id, cell, source);
  if (id === null) return null;
  if (returns === null || !holds(returns.where, cell)) return { kind: 'purchase', id, externalId: id };
  return { kind: 'return', id, externalId: `return/${id}` };
}

function idOf(
  id: PurchaseMapping['id'],
  cell: (column: string) => string,
  { line }: SourceLine,
): string | null {
  if (id.kind === 'line_number') return `line-${line}`;
  const cells = id.columns.map(cell);
  if (cells.includes('')) return null;
  if (cells.length === 1) return cells[0] ?? null;
  return cells.map((text) => text.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/');
}

/**
 * Reads the lines of one purchase or return, in the order of the file; at least one. Of several times the earliest counts.
 * One line that is rejected rejects the order, because its total would be wrong: the others say which line it was.
 */
export function readOrder(
  mapping: Mapping,
  positions: ColumnPositions,
  key: OrderKey,
  sources: readonly SourceLine[],
): OrderReading {
  const { kind, id, externalId } = key;
  const lines: PurchasedLine[] = [];
  const rejections: Rejection[] = [];
  for (const source of sources) {
    const reading = readLine(mapping, kind, cellOf(positions, source));
    if (reading.kind === 'line') lines.push(reading.line);
    else rejections.push({ source, reason: reading.reason, detail: reading.detail });
  }
  const [first] = lines;
  if (rejections.length > 0 || first === undefined) return rejectOthers(id, sources, rejections);
  const totalMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  const orders = orderIdsIn(mapping, key, positions, sources);
  const fault = faultOf(id, first, lines, totalMinor) ?? severalOrders(id, orders);
  if (fault !== null) {
    return { kind: 'rejected', rejections: sources.map((source) => ({ source, ...fault })) };
  }
  return {
    kind: 'order',
    order: {
      externalId,
      type: kind,
      member: { externalId: first.member },
      occurredAt: lines.reduce((earliest, { at }) => (at < earliest ? at : earliest), first.at),
      data: {
        ...(kind === 'return' ? { returnId: id } : {}),
        ...(orders[0] === undefined ? {} : { orderId: orders[0] }),
        total: { amountMinor: totalMinor, currency: first.currency },
        ...itemsOf(lines),
        ...storeOf(mapping, positions, sources),
      },
      lines: sources,
    },
  };
}

/** A purchase is its own order; the lines of a return name the order that they come from, or none. */
function orderIdsIn(
  { returns }: Mapping,
  { kind, id }: OrderKey,
  positions: ColumnPositions,
  sources: readonly SourceLine[],
): readonly string[] {
  if (kind === 'purchase') return [id];
  const column = returns?.order ?? null;
  if (column === null) return [];
  const named = sources.map((source) => cellOf(positions, source)(column));
  return [...new Set(named.filter((order) => order !== ''))];
}

function severalOrders(
  id: string,
  orders: readonly string[],
): { reason: UnreadableReason; detail: string } | null {
  if (orders.length < 2) return null;
  return { reason: 'several_orders', detail: `the lines of ${id} name several orders` };
}

function faultOf(
  id: string,
  first: PurchasedLine,
  lines: readonly PurchasedLine[],
  totalMinor: number,
): { reason: UnreadableReason; detail: string } | null {
  if (lines.some((line) => line.member !== first.member)) {
    return { reason: 'several_members', detail: `the lines of ${id} name several members` };
  }
  if (lines.some((line) => line.currency !== first.currency)) {
    return { reason: 'several_currencies', detail: `the lines of ${id} name several currencies` };
  }
  if (totalMinor < 0) return { reason: 'negative_total', detail: `the total of ${id} is below zero` };
  if (!Number.isSafeInteger(totalMinor)) {
    return { reason: 'unreadable_amount', detail: `the total of ${id} is too large` };
  }
  return null;
}

function rejectOthers(
  id: string,
  sources: readonly SourceLine[],
  rejections: readonly Rejection[],
): OrderReading {
  const byLine = new Map(rejections.map((rejection) => [rejection.source.line, rejection]));
  const [cause] = rejections;
  const detail = `line ${cause?.source.line} of ${id} was rejected: ${cause?.reason}`;
  return {
    kind: 'rejected',
    rejections: sources.map(
      (source) => byLine.get(source.line) ?? { source, reason: 'order_rejected', detail },
    ),
  };
}

function itemsOf(lines: readonly PurchasedLine[]): JsonObject {
  const items = lines.flatMap(({ item }) => (item === null ? [] : [item]));
  return items.length === 0 ? {} : { lines: items };
}

function storeOf(
  { purchase }: Mapping,
  positions: ColumnPositions,
  [first]: readonly SourceLine[],
): JsonObject {
  const store =
    purchase.store === null || first === undefined ? '' : cellOf(positions, first)(purchase.store);
  return store === '' ? {} : { store };
}
