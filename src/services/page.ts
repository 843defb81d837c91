/** A part of a list that is read by key; `next` is the key to go on from, null on the last page. */
export interface Page<Item, Key> {
  readonly items: readonly Item[];
  readonly next: Key | null;
}

/** The items with the last one's key, when there are more behind them. */
export function pageOf<Item, Key>(
  items: readonly Item[],
  hasMore: boolean,
  keyOf: (last: Item) => Key,
): Page<Item, Key> {
  const last = items.at(-1);
  return { items, next: hasMore && last !== undefined ? keyOf(last) : null };
}
