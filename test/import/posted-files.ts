import { beforeAll } from 'vitest';
import type { z } from 'zod';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { importOutput } from '../../src/schemas/http/import.ts';
import { parsePublicId } from '../../src/schemas/http/public-id.ts';
import { conductImport } from '../../src/services/import/conduct-import.ts';
import { withApi, type Answered, type ApiUnderTest } from '../api/api-under-test.ts';

export type ImportBody = z.infer<typeof importOutput>;

/** A posted import as the API shows it. */
export interface PostedFiles {
  readonly api: ApiUnderTest;
  /** Posts a form; `file` is its file, all else its fields. */
  post(form: PostedForm, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Posts a form that is taken. */
  posted(form: PostedForm): Promise<ImportBody>;
  show(id: string): Promise<ImportBody>;
  rejects(id: string): Promise<string>;
  /** Does what the workflow does, `times` times or until the import has ended. */
  conduct(id: string, times?: number): Promise<void>;
  /** Does it once, whether the import has ended or not; `onStep` may throw, as whoever works on it may die. */
  conductOnce(id: string, onStep?: () => void): Promise<void>;
  /** How many parts of its file an import holds, by their kind. */
  parts(id: string): Promise<Readonly<Record<string, number>>>;
}

export interface PostedForm {
  readonly file?: string | Uint8Array | undefined;
  readonly fileName?: string;
  readonly mapping?: string;
  readonly enrol?: string;
  readonly history?: string;
}

/** The API with the corner shop, and imports that are conducted without Temporal. For one test file. */
export function withPostedFiles(): () => PostedFiles {
  const api = withApi();
  let files: PostedFiles | null = null;
  beforeAll(() => {
    files = open(api());
  });
  return () => {
    if (files === null) throw new Error('posted files exist only inside tests and hooks');
    return files;
  };
}

function open(api: ApiUnderTest): PostedFiles {
  const { db } = api.deps;
  const post: PostedFiles['post'] = async (form, headers = {}) => {
    const request = new Request('http://localhost/v1/imports', { method: 'POST', body: formOf(form) });
    const body = new Uint8Array(await request.arrayBuffer());
    const contentType = request.headers.get('Content-Type') ?? '';
    return api.send('POST', '/v1/imports', { body, headers: { 'Content-Type': contentType, ...headers } });
  };
  const show = async (id: string): Promise<ImportBody> =>
    importOutput.parse((await api.send('GET', `/v1/imports/${id}`)).body);
  const conductOnce: PostedFiles['conductOnce'] = async (id, onStep = () => undefined) => {
    const stopping = new AbortController().signal;
    const context = { ...api.ctx, clock: api.deps.clock };
    await conductImport(context, { importId: uuidOf(id), onStep, stopping });
  };
  return {
    api,
    post,
    show,
    posted: async (form) => importOutput.parse((await post(form)).body),
    async rejects(id) {
      const headers = { Authorization: `Bearer ${api.key}`, Accept: 'text/csv, application/x-ndjson' };
      return (await api.app.request(`/v1/imports/${id}/rejects`, { headers })).text();
    },
    async conduct(id, times = 20) {
      for (let time = 0; time < times && (await show(id)).endedAt === null; time += 1) await conductOnce(id);
    },
    conductOnce,
    async parts(id) {
      const rows = await db
        .selectFrom('import_part')
        .select(['kind', ({ fn }) => fn.countAll<number>().as('count')])
        .where('import_id', '=', uuidOf(id))
        .groupBy('kind')
        .execute();
      return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
    },
  };
}

export function uuidOf(id: string): Uuid {
  const uuid = parsePublicId('imp', id);
  if (uuid === null) throw new Error(`${id} is not the id of an import`);
  return uuid;
}

function formOf({ file, fileName = 'sales', ...fields }: PostedForm): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(fields)) form.set(name, text);
  if (file !== undefined) form.set('file', new Blob([Buffer.from(file)]), fileName);
  return form;
}
