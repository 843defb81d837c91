import type { TimeReading } from './time-reading.ts';

/**
 * How the lines of a delimited file become purchases and returns: one version of a mapping file. Columns go by the
 * header's names.
 */
export interface Mapping {
  readonly id: string;
  /** Source of the recorded events. With the purchases' ids it is what makes an import safe to repeat. */
  readonly source: string;
  readonly delimiter: string;
  readonly decimalMark: '.' | ',';
  /** Lines passed over; the first rule that matches gives the reason. Asked before `reject`. */
  readonly skip: readonly LineRule[];
  /** Lines refused with that reason, and the whole order with them. */
  readonly reject: readonly LineRule[];
  readonly member: { readonly column: string; readonly enrol: boolean };
  readonly purchase: PurchaseMapping;
  /** Which lines are goods that came back; null: none. */
  readonly returns: ReturnMapping | null;
}

/** Holds for a line when all its cells pass; by column. */
export type LineTest = Readonly<Record<string, CellTest>>;

/** A test with the reason that it gives. */
export interface LineRule {
  readonly reason: string;
  readonly where: LineTest;
}

/** Lines of returns are read like lines of purchases; quantities and amounts without their sign. */
export interface ReturnMapping {
  readonly where: LineTest;
  /** The column with the order that the goods come from; null: the file does not say it. */
  readonly order: string | null;
}

/** Text is compared as it stands; bounds read the cell as a decimal number, and what is none fails them. */
export interface CellTest {
  readonly is?: string;
  readonly in?: readonly string[];
  /** The whole text, with `*` for any run of characters. */
  readonly matches?: string;
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly below?: number;
}

export interface PurchaseMapping {
  /** What tells purchases apart: columns, or the number of the line in the file (the header is line 1). */
  readonly id:
    { readonly kind: 'columns'; readonly columns: readonly string[] } | { readonly kind: 'line_number' };
  readonly time: { readonly column: string; readonly reading: TimeReading };
  readonly currency:
    { readonly kind: 'code'; readonly code: string } | { readonly kind: 'column'; readonly column: string };
  readonly amount: AmountMapping;
  readonly store: string | null;
}

/**
 * - `total`: each line is a whole purchase, and the column its total.
 * - `lines`: the lines with the same id are the lines of one order, wherever they stand in the file.
 */
export type AmountMapping =
  | { readonly kind: 'total'; readonly column: string }
  | { readonly kind: 'lines'; readonly lines: LinesMapping };

export interface LinesMapping {
  readonly sku: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly quantity: string;
  /** The column with the price of one piece (the amount is quantity × price) or with the amount of the line. */
  readonly amount: { readonly kind: 'price' | 'amount'; readonly column: string };
}
