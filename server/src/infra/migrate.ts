import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Log } from './log.ts'

/** Where the reviewed SQL lives; files run in the order of their names (`0001-what-it-does.sql`). */
export const migrationsDir = fileURLToPath(new URL('../../migrations', import.meta.url))

interface MigrateOptions {
  url: string
  log: Log
  /** Another folder, for tests. */
  dir?: string
}

/** One number for all processes: two that start together take turns. */
const lockKey = 5_230_417

/**
 * Brings the database to the newest schema, forward only, each file in its own transaction, then puts row-level security
 * on every table that has a `workspace_id`. Safe to run from several processes at once. A file that changed after it ran is
 * refused by name. Answers the names of the files that ran now.
 */
export async function migrate({ url, log, dir = migrationsDir }: MigrateOptions): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', (error) => log.warn({ err: error }, 'the connection was lost while migrating'))
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(preamble)
    const ran = await runFiles(client, await readMigrations(dir), log)
    await client.query(secureTenantTables)
    await client.query(adoptRestoredFacts)
    return ran
  } finally {
    await client.end()
  }
}

interface Migration {
  name: string
  sql: string
  checksum: string
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(dir, name), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function runFiles(client: pg.Client, migrations: Migration[], log: Log): Promise<string[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations',
  )
  const done = new Map(rows.map((row) => [row.name, row.checksum]))
  const ran: string[] = []
  for (const { name, sql, checksum } of migrations) {
    const before = done.get(name)
    if (before === checksum) continue
    if (before !== undefined) throw new Error(`migration ${name} was changed after it ran; write a new file instead`)
    await runFile(client, name, sql, checksum)
    log.info({ migration: name }, 'migrated')
    ran.push(name)
  }
  return ran
}

async function runFile(client: pg.Client, name: string, sql: string, checksum: string): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * The table of what ran, and the role tenants' transactions run as. Roles belong to the whole cluster, so another database's
 * migration may create it at the same instant: both errors that this can end in mean "it is there now".
 */
const preamble = `
create table if not exists schema_migrations (
  name text primary key, checksum text not null, ran_at timestamptz not null default now()
);
do $$ begin
  if not exists (select from pg_roles where rolname = 'loopdesk_app') then
    begin
      create role loopdesk_app nologin;
    exception when duplicate_object or unique_violation or internal_error then null;
    end;
  end if;
  if not pg_has_role(current_user, 'loopdesk_app', 'member') then
    begin
      execute format('grant loopdesk_app to %I', current_user);
    exception when unique_violation or internal_error then null;
    end;
  end if;
end $$;
grant usage on schema public to loopdesk_app;
`

/**
 * Convention over memory: a table with \`workspace_id\` is readable and writable for tenants' transactions, row by row of their
 * own workspace; \`workspaces\` shows only its own row, read-only; every other table stays closed to them unless a migration grants it.
 */
const secureTenantTables = `
do $$
declare
  own_workspace constant text := $q$nullif(current_setting('loopdesk.workspace_id', true), '')::uuid$q$;
  t record;
begin
  for t in
    select c.oid::regclass as name, c.relname, c.oid from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant'))
      and (
      c.relname = 'workspaces' or exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped))
  loop
    execute format('grant select on %s to loopdesk_app', t.name);
    if t.relname <> 'workspaces' then execute format('grant insert, update, delete on %s to loopdesk_app', t.name); end if;
    execute format('alter table %s enable row level security', t.name);
    if not exists (select from pg_policy p where p.polrelid = t.oid and p.polname = 'tenant') then
      execute format('create policy tenant on %1$s to loopdesk_app using (%2$I = %3$s) with check (%2$I = %3$s)',
        t.name, case t.relname when 'workspaces' then 'id' else 'workspace_id' end, own_workspace);
    end if;
  end loop;
  grant usage on all sequences in schema public to loopdesk_app;
end $$;
`

/**
 * Facts are ordered by transaction ids, which mean nothing in another cluster. In a database restored from a dump some lie in
 * the future: then all old facts become one transaction, and each reader goes on at the first it had not read (it may meet a
 * few again).
 */
const adoptRestoredFacts = `
do $$ begin
  if to_regclass('public.facts') is null then return; end if;
  if exists (select from facts where xid >= pg_snapshot_xmax(pg_current_snapshot()))
    or exists (select from fact_cursors where xid > pg_snapshot_xmax(pg_current_snapshot()))
  then
    update fact_cursors c set xid = '1', fact_id = coalesce(
      (select min(f.id) - 1 from facts f where (f.xid, f.id) > (c.xid, c.fact_id)), (select max(id) from facts), 0);
    alter table facts disable trigger facts_are_append_only;
    update facts set xid = '1';
    alter table facts enable trigger facts_are_append_only;
  end if;
end $$;
`
