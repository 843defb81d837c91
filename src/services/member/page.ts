/** A part of a list that is read by key; `next` is the key to go on from, null on the last page. */
export interface Page<Item, Key> {
  readonly items: readonly Item[];
  readonly next: Key | null;
}
