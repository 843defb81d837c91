import type { Context } from 'hono';
import { refuseRequest } from './refused-request.ts';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The body as text. Refuses `unsupported_media_type` (other types, another charset, compression), `body_too_large`
 * as soon as it is known, and `malformed_json` when it is not UTF-8.
 */
export async function readBodyText(
  c: Context,
  { mediaTypes, bytesMax }: { readonly mediaTypes: readonly string[]; readonly bytesMax: number },
): Promise<string> {
  requireMediaType(c, mediaTypes);
  const announced = Number(c.req.header('Content-Length') ?? Number.NaN);
  if (announced > bytesMax) refuseTooLarge(bytesMax);
  // A body of announced length cannot be longer: the server cuts it there.
  const bytes = Number.isNaN(announced)
    ? await readAtMost(c.req.raw.body, bytesMax)
    : new Uint8Array(await c.req.raw.arrayBuffer());
  if (bytes.byteLength > bytesMax) refuseTooLarge(bytesMax);
  try {
    return UTF_8.decode(bytes);
  } catch {
    return refuseRequest('malformed_json', 'The body is not UTF-8.');
  }
}

/** The media type of the body, without parameters. */
export function mediaTypeOf(c: Context): string {
  return (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function requireMediaType(c: Context, mediaTypes: readonly string[]): void {
  const encoding = c.req.header('Content-Encoding') ?? 'identity';
  const charset = /charset="?([^";\s]+)/i.exec(c.req.header('Content-Type') ?? '')?.[1] ?? 'utf-8';
  if (!mediaTypes.includes(mediaTypeOf(c))) {
    refuseRequest('unsupported_media_type', `The body has to be ${mediaTypes.join(' or ')}.`);
  }
  if (charset.toLowerCase() !== 'utf-8') {
    refuseRequest('unsupported_media_type', 'The body has to be in UTF-8.');
  }
  if (encoding.toLowerCase() !== 'identity') {
    refuseRequest('unsupported_media_type', 'The body must not be compressed.');
  }
}

async function readAtMost(body: ReadableStream<Uint8Array> | null, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > bytesMax) refuseTooLarge(bytesMax);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuseTooLarge(bytesMax: number): never {
  return refuseRequest('body_too_large', `The body is larger than ${bytesMax} bytes.`);
}
