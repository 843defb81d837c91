/** A file that is not there, or is not what it is taken for. The message is for the person who named it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
