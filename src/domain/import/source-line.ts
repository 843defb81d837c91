/** One record of a file: its cells, and the line that it begins on (the header is line 1). */
export interface SourceLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A line that does not become part of a purchase, and why: a closed word or the mapping's own, and a sentence. */
export interface Rejection {
  readonly source: SourceLine;
  readonly reason: string;
  readonly detail: string;
}

/** Words for lines that cannot be read; reject rules add their own, and so do refusals of the recording. */
export type UnreadableReason =
  | 'missing_id'
  | 'missing_member'
  | 'unreadable_time'
  | 'unreadable_amount'
  | 'unreadable_quantity'
  | 'unknown_currency'
  | 'missing_sku'
  | 'negative_total'
  | 'several_members'
  | 'several_currencies'
  | 'several_orders'
  | 'order_rejected';
