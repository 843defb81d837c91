/** When a batch is full. */
export interface BatchLimits<T> {
  readonly countMax: number;
  /** A batch ends with the item that brings it here. */
  readonly weightMax: number;
  readonly weightOf: (item: T) => number;
}

/** Items in lists of `countMax`, fewer where they are heavy; the last may be shorter, none is empty. */
export async function* batches<T>(
  items: AsyncIterable<T>,
  { countMax, weightMax, weightOf }: BatchLimits<T>,
): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  let weight = 0;
  for await (const item of items) {
    batch.push(item);
    weight += weightOf(item);
    if (batch.length < countMax && weight < weightMax) continue;
    yield batch;
    batch = [];
    weight = 0;
  }
  if (batch.length > 0) yield batch;
}
