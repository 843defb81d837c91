import { join } from 'node:path';
import type { Client } from 'pg';
import { inject } from 'vitest';
import { withClient } from '../../src/db/provision.ts';
import type { ImportShop } from './import-shop.ts';

/** Where the real files are; empty when nobody said it. */
export const FOLDER = process.env['PERENNIAL_DATA'] ?? '';

export interface RawFile {
  readonly name: string;
  /** The file's columns, after one that numbers the lines from 1. */
  readonly columns: string;
}

export function pathOf({ name }: Pick<RawFile, 'name'>): string {
  return join(FOLDER, 'transactions', name);
}

/** Runs work where the server has loaded the file by itself, into the temporary table `raw`. */
export async function withRaw<T>(
  shop: ImportShop,
  file: RawFile,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const url = new URL(inject('testCluster').superuserUrl);
  url.pathname = `/${shop.database.name}`;
  const names = file.columns.replaceAll(/(\w+) \w+(,|$)/g, '$1$2');
  return withClient(url.href, async (client) => {
    await client.query(`set timezone = 'UTC'`);
    await client.query(`create temporary table raw (line int generated always as identity, ${file.columns})`);
    await client.query(
      `copy raw (${names}) from program 'gzip -dc ${pathOf(file)}' with (format csv, header)`,
    );
    return work(client);
  });
}
