/** Something that a definition says and that does not fit the rest of it, by its place in the file. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly reason: string;
  /** The word at fault and those that are valid in its place, where one was probably misspelt. */
  readonly meant?: { readonly word: string; readonly among: readonly string[] };
}

type Path = Fault['path'];

/** The faults of a part, by their place in the whole that holds it at `path`. */
export function faultsBelow(path: Path, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
}

/** None when the word is one of the known ones, else that there is no such thing. */
export function faultsOfWord(
  path: Path,
  thing: string,
  word: string,
  among: readonly string[],
): readonly Fault[] {
  return among.includes(word)
    ? []
    : [{ path, reason: `there is no ${thing} "${word}"`, meant: { word, among } }];
}
