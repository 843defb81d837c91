import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import type { Context } from 'hono';
import { mediaTypeOf } from './body-text.ts';
import { RefusedRequest, refuseRequest } from './refused-request.ts';

const FORM = 'multipart/form-data';
/** Name of the part that is the file. */
const FILE = 'file';
const LIMITS = { fieldNameSize: 100, fieldSize: 512 * 1024, fields: 10, headerPairs: 20 } as const;

/** What a form held: its fields as texts, and what was made of its file. */
export interface FormWithFile<T> {
  readonly fields: Readonly<Record<string, string>>;
  readonly fileName: string | null;
  readonly file: T;
}

export interface FileKeeper<T> {
  /** Takes the file as it arrives. Where it ends early, the rest of the form is not read. */
  readonly keep: (bytes: AsyncIterable<Uint8Array>) => Promise<T>;
  /** Undoes it, when the form is refused after all. */
  readonly discard: (kept: T) => Promise<void>;
}

/**
 * Reads a form (RFC 7578) with one file, in bounded memory. Refuses `unsupported_media_type`, `malformed_form`, and
 * `invalid_input` for a form without a file, with several, or with fields that are repeated or too long.
 */
export async function readFormWithFile<T>(c: Context, keeper: FileKeeper<T>): Promise<FormWithFile<T>> {
  if (mediaTypeOf(c) !== FORM) refuseRequest('unsupported_media_type', `The body has to be ${FORM}.`);
  const form = newForm(c.req.header('Content-Type') ?? '');
  const reading = new Reading(keeper);
  form.on('file', (name: string, file: BusboyFileStream, fileName: string) =>
    reading.onFile(name, file, fileName),
  );
  form.on('field', (name: string, text: string, isNameCut: boolean, isTextCut: boolean) =>
    reading.onField(name, text, isNameCut || isTextCut),
  );
  form.on('fieldsLimit', () => reading.fail('', 'has too many fields'));
  const body = c.req.raw.body;
  const read = pipeline(body === null ? [] : Readable.from(body), form, { signal: reading.cut.signal });
  const [end] = await Promise.allSettled([read]);
  return reading.finish(end.status === 'rejected' ? end.reason : null);
}

function newForm(contentType: string) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: LIMITS,
      // A field may be given as a file, as `curl -F name=@path` does.
      isPartAFile: (name) => name === FILE,
    });
  } catch {
    return refuseRequest('malformed_form', 'The content type names no boundary.');
  }
}

/** A form while it is read. */
class Reading<T> {
  /** Aborted when nothing more is to be read. */
  readonly cut = new AbortController();
  readonly #keeper: FileKeeper<T>;
  readonly #fields: Record<string, string> = {};
  #fault: { readonly pointer: string; readonly detail: string } | null = null;
  #fileName: string | null = null;
  #stream: BusboyFileStream | null = null;
  #isRead = false;
  #file: Promise<T> | null = null;

  constructor(keeper: FileKeeper<T>) {
    this.#keeper = keeper;
  }

  fail(pointer: string, detail: string): void {
    this.#fault ??= { pointer, detail };
  }

  onField(name: string, text: string, isCut: boolean): void {
    if (isCut) this.fail(name, 'is too long');
    else if (Object.hasOwn(this.#fields, name)) this.fail(name, 'is there twice');
    else this.#fields[name] = text;
  }

  onFile(name: string, file: BusboyFileStream, fileName: string): void {
    // A stream that is not read holds up the form, and one whose failure nobody hears ends the process.
    file.on('error', () => undefined);
    if (this.#file !== null) {
      this.fail(name, 'is there twice');
      file.resume();
      return;
    }
    this.#stream = file;
    this.#fileName = fileName === '' ? null : fileName;
    this.#file = this.#keeper.keep(this.#read(file)).finally(() => {
      if (!this.#isRead) this.cut.abort();
    });
    // It is heard in `finish`.
    this.#file.catch(() => undefined);
  }

  /** Notes whether the file came to an end, good or bad: otherwise its keeper wanted no more. */
  async *#read(file: BusboyFileStream): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of file) yield bytesIn(piece);
      this.#isRead = true;
    } catch (error) {
      this.#isRead = true;
      throw error;
    }
  }

  /** The form, when it was read to its end, or as far as its keeper wanted. */
  async finish(failure: unknown): Promise<FormWithFile<T>> {
    if (this.#file === null) return this.#refuse(failure);
    if (failure !== null && !this.cut.signal.aborted) {
      // The form may have ended without its file hearing of it: a sender is gone.
      this.#stream?.destroy(new Error('the form broke off', { cause: failure }));
      const [kept] = await Promise.allSettled([this.#file]);
      if (kept.status === 'fulfilled') await this.#keeper.discard(kept.value);
      return this.#refuse(failure);
    }
    const file = await this.#file;
    if (this.#fault !== null) {
      await this.#keeper.discard(file);
      return this.#refuse(null);
    }
    return { fields: this.#fields, fileName: this.#fileName, file };
  }

  #refuse(failure: unknown): never {
    if (failure !== null) refuseRequest('malformed_form', 'The form cannot be read to its end.');
    const { pointer, detail } = this.#fault ?? { pointer: FILE, detail: 'is missing' };
    throw new RefusedRequest(
      { code: 'invalid_input', detail: `${pointer || 'The form'}: ${detail}` },
      { errors: [{ pointer, detail }] },
    );
  }
}

function bytesIn(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError('a file of a form came as something else than bytes');
}
