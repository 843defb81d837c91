import { Client, escapeIdentifier, escapeLiteral } from 'pg';

/** The two login roles: the owner migrates, the application can neither change the schema nor history. */
export const OWNER_ROLE = 'perennial_owner';
export const APPLICATION_ROLE = 'perennial_app';

export interface Passwords {
  readonly owner: string;
  readonly application: string;
}

/**
 * Creates the two roles, or gives existing ones these passwords. Needs a superuser's connection. What the
 * application may do in a database is granted by its migrations.
 */
export async function provisionRoles(superuser: Client, passwords: Passwords): Promise<void> {
  await ensureRole(superuser, OWNER_ROLE, passwords.owner);
  await ensureRole(superuser, APPLICATION_ROLE, passwords.application);
}

/** Creates an empty database that belongs to the owner's role, unless it is there. Answers whether it was created. */
export async function provisionDatabase(superuser: Client, name: string): Promise<boolean> {
  const existing = await superuser.query('select 1 from pg_database where datname = $1', [name]);
  if (existing.rowCount !== 0) return false;
  await superuser.query(`create database ${escapeIdentifier(name)} owner ${OWNER_ROLE}`);
  return true;
}

async function ensureRole(superuser: Client, role: string, password: string): Promise<void> {
  const existing = await superuser.query('select 1 from pg_roles where rolname = $1', [role]);
  const verb = existing.rowCount === 0 ? 'create' : 'alter';
  await superuser.query(`${verb} role ${role} login password ${escapeLiteral(password)}`);
}

/** Runs `work` with a connection that is closed afterwards. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  // The next query says that the connection is lost; an error that nobody listens to ends the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
