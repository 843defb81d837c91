import type { Rejection } from '../../domain/import/source-line.ts';

/** Told what becomes of the lines while events are read. */
export interface LineObserver {
  read(): void;
  skipped(reason: string): void;
  /** An event was read; all are before the first comes out. */
  found(): void;
  rejected(rejections: readonly Rejection[]): Promise<void>;
}
