-- Flows are drafted, proven and published; runs survive anything; what cannot be put right by itself becomes an incident.

-- Which version of a flow is live, and when the clock begins it next.
create table flow_heads (
  workspace_id uuid not null references workspaces,
  id text not null,
  -- Null: nothing is live (any more).
  live int,
  live_at timestamptz,
  -- Of the live version: {type, connection, event, cron}.
  trigger jsonb not null default '{"type":"customer"}',
  next_at timestamptz,
  primary key (workspace_id, id)
);
insert into flow_heads (workspace_id, id, live, live_at, trigger)
select distinct on (workspace_id, id) workspace_id, id, version, created_at, coalesce(definition->'trigger', '{"type":"customer"}')
from flows where published order by workspace_id, id, version desc;
create index flow_heads_by_clock on flow_heads (next_at) where next_at is not null;

alter table flows add column note text not null default '';
alter table flows add column created_by text not null default 'system';

create table flow_drafts (
  workspace_id uuid not null references workspaces,
  id text not null,
  -- As the designer has it, finished or not.
  definition jsonb not null,
  revision int not null default 1,
  based_on int,
  -- What the proof said when it was saved.
  findings jsonb not null default '[]',
  updated_by text not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

-- Runs without a conversation are driven by workers under a lease of their own; those of a conversation by its turns.
alter table flow_runs alter column conversation_id drop not null;
alter table flow_runs alter column customer_id drop not null;
alter table flow_runs drop constraint flow_runs_status_check;
alter table flow_runs add check (status in ('running', 'waiting', 'ready', 'halted', 'ended'));
-- Everything needed to go on; null for a run that has not begun, that has ended, or that stands in its conversation's dialogue.
alter table flow_runs add column state jsonb;
alter table flow_runs add column trigger text not null default 'customer';
alter table flow_runs add column language text not null default 'zh';
-- A run is begun once under its key.
alter table flow_runs add column idempotency_key text;
alter table flow_runs add column failure jsonb;
alter table flow_runs add column output jsonb;
-- Where it stands, in parallel branches too; and what it has walked.
alter table flow_runs add column nodes text[] not null default '{}';
alter table flow_runs add column path text[] not null default '{}';
-- Events it was told of: [{id, connection, type, at, data}].
alter table flow_runs add column heard jsonb not null default '[]';
-- A migration to another version, applied when the run is next loaded.
alter table flow_runs add column migration uuid;
-- One worker at a time; the epoch fences out one that lost the run. `due_at`: from when it may be claimed (the end of a lease included).
alter table flow_runs add column lease_holder uuid;
alter table flow_runs add column lease_epoch int not null default 0;
alter table flow_runs add column due_at timestamptz;
-- How often a worker lost it in a row.
alter table flow_runs add column takeovers int not null default 0;
alter table flow_runs add column updated_at timestamptz not null default now();
create unique index flow_runs_once on flow_runs (workspace_id, idempotency_key) where idempotency_key is not null;
create index flow_runs_due on flow_runs (due_at) where conversation_id is null and status in ('ready', 'running');
create index flow_runs_by_start on flow_runs (workspace_id, started_at desc, id desc);
create index flow_runs_of_flow on flow_runs (workspace_id, flow, started_at desc, id desc);
create index flow_runs_open on flow_runs (workspace_id, flow, version) where status <> 'ended';
create index flow_runs_of_customer on flow_runs (workspace_id, customer_id, flow, started_at desc) where customer_id is not null;

-- What runs did at their nodes: one row a visit that asked for something.
create table flow_steps (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces,
  run_id uuid not null,
  flow text not null,
  version int not null,
  step text not null,
  node text not null,
  kind text not null,
  status text not null check (status in ('ok', 'refused', 'failed', 'waiting', 'skipped', 'overridden')),
  input jsonb,
  output jsonb,
  error jsonb,
  attempts int not null default 1,
  ms int not null default 0,
  at timestamptz not null default now(),
  unique (run_id, step)
);
create index flow_steps_of_flow on flow_steps (workspace_id, flow, at);

-- What runs wait for: an instant, an event, a person. A row is all that waiting costs.
create table flow_waits (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  run_id uuid not null references flow_runs on delete cascade,
  step text not null,
  kind text not null check (kind in ('timer', 'event', 'approval')),
  due_at timestamptz,
  connection text,
  key text,
  types text[],
  -- From when on an event counts; those stored before this row was are looked for.
  since timestamptz not null default now(),
  created_at timestamptz not null default now(),
  -- Whether it has been looked for once more, after transactions that overlapped with the making of this row.
  looked boolean not null default false,
  unique (run_id, step)
);
create index flow_waits_due on flow_waits (due_at) where due_at is not null;
create index flow_waits_for_event on flow_waits (workspace_id, connection, key) where kind = 'event';
create index flow_waits_unlooked on flow_waits (created_at) where kind = 'event' and not looked;

-- What a run is to be told when it is next loaded: {type: 'done' | 'retry', …}.
create table flow_inbox (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces,
  run_id uuid not null references flow_runs on delete cascade,
  event jsonb not null,
  created_at timestamptz not null default now()
);
create index flow_inbox_of_run on flow_inbox (run_id, id);

create table flow_approvals (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  run_id uuid not null references flow_runs on delete cascade,
  step text not null,
  node text not null,
  title text not null,
  details jsonb not null,
  skill text,
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'expired', 'withdrawn')),
  until timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  comment text not null default '',
  created_at timestamptz not null default now(),
  unique (run_id, step)
);
create index flow_approvals_by_time on flow_approvals (workspace_id, state, created_at desc, id desc);

-- What people did to runs and incidents, each with a reason.
create table flow_acts (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  run_id uuid not null,
  actor text not null,
  by_name text not null,
  action text not null,
  node text,
  reason text not null,
  details jsonb not null default '{}',
  at timestamptz not null default clock_timestamp()
);
create index flow_acts_of_run on flow_acts (run_id, at);

-- What must be put right: by itself with pauses in between, else by people.
create table incidents (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  kind text not null check (kind in ('compensation', 'unknown', 'halted')),
  state text not null default 'open' check (state in ('open', 'resolved')),
  run_id uuid not null,
  flow text not null,
  version int not null,
  step text not null,
  node text,
  failure jsonb,
  conversation_id uuid references conversations,
  customer_id uuid references customers,
  assignee_id uuid references staff,
  tries int not null default 0,
  next_try_at timestamptz,
  note text not null default '',
  resolved_by text,
  created_at timestamptz not null default now(),
  resolved_at timestamptz,
  unique (run_id, kind, step)
);
create index incidents_by_time on incidents (workspace_id, state, created_at desc, id desc);
create index incidents_open_of_flow on incidents (workspace_id, flow) where state = 'open';

create table incident_items (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  incident_id uuid not null references incidents on delete cascade,
  position int not null,
  step text not null,
  tool text not null,
  state text not null default 'open' check (state in ('open', 'undone', 'nothing', 'by_hand')),
  error jsonb,
  attempts int not null default 0,
  unique (incident_id, step)
);

create table flow_scenarios (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  flow text not null,
  body jsonb not null,
  created_by text not null,
  updated_at timestamptz not null default now(),
  last jsonb
);
create index flow_scenarios_of_flow on flow_scenarios (workspace_id, flow);

create table flow_migrations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  flow text not null,
  from_version int not null,
  to_version int not null,
  nodes jsonb not null,
  reason text not null,
  created_by text not null,
  created_at timestamptz not null default now()
);

create index connection_events_by_time on connection_events (workspace_id, connection, received_at);
