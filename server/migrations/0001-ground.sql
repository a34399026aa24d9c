-- The technical ground below every module: facts with their readers, and which processes work on jobs.

-- What happened, append-only, written in the transaction of the change itself. Never holds personal data, only references.
create table facts (
  id bigint generated always as identity primary key,
  -- Commit order cannot be read from ids; readers wait until every transaction below this one has ended.
  xid xid8 not null default pg_current_xact_id(),
  workspace_id uuid not null,
  type text not null check (type ~ '^[a-z_]+\.[a-z_]+$'),
  conversation_id uuid,
  at timestamptz not null default clock_timestamp(),
  data jsonb not null default '{}'
);
create index facts_in_order on facts (xid, id);
create index facts_of_workspace on facts (workspace_id, xid, id);
create index facts_of_conversation on facts (conversation_id, id) where conversation_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger facts_are_append_only before update on facts for each row execute function refuse_change();

-- How far each reader of facts has come; the row is its lock.
create table fact_cursors (
  name text primary key,
  xid xid8 not null default '0',
  fact_id bigint not null default 0,
  failures integer not null default 0,
  moved_at timestamptz not null default now()
);

-- Workers that are alive; jobs held by any other are given back.
create table job_workers (
  worker_id text primary key,
  seen_at timestamptz not null default clock_timestamp()
);
