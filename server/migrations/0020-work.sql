-- What gets things done: connections, tools, flows and their runs, knowledge, tickets.

create table connections (
  workspace_id uuid not null references workspaces,
  id text not null,
  -- As configured, secrets sealed (infra/secrets).
  definition jsonb not null,
  secrets text not null,
  -- The operations read from its OpenAPI document.
  operations jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

create table tools (
  workspace_id uuid not null references workspaces,
  id text not null,
  definition jsonb not null,
  primary key (workspace_id, id)
);

-- Business objects and catalogues the connectors give access to.
create table record_types (
  workspace_id uuid not null references workspaces,
  kind text not null check (kind in ('record', 'catalogue')),
  type text not null,
  definition jsonb not null,
  primary key (workspace_id, kind, type)
);

-- Entries of catalogues, kept at hand for recognising them in text.
create table catalogue_entries (
  workspace_id uuid not null references workspaces,
  type text not null,
  id text not null,
  names jsonb not null,
  title jsonb not null,
  primary key (workspace_id, type, id)
);

-- Each write to a company system: the intent before, the result after. The key makes it happen once.
create table effects (
  workspace_id uuid not null references workspaces,
  key text not null,
  run_id uuid not null,
  conversation_id uuid references conversations,
  step text not null,
  tool text not null,
  args jsonb not null,
  status text not null check (status in ('intended', 'done', 'refused', 'failed', 'undone', 'stuck')),
  result jsonb,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, key)
);
create index effects_by_run on effects (run_id, created_at);

create table flows (
  workspace_id uuid not null references workspaces,
  id text not null,
  version int not null,
  definition jsonb not null,
  published boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id, version)
);

create table flow_runs (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations,
  customer_id uuid not null references customers,
  flow text not null,
  version int not null,
  status text not null check (status in ('running', 'ended')),
  outcome text,
  node text,
  scope jsonb not null default '{}',
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index flow_runs_by_conversation on flow_runs (conversation_id, started_at);

-- A run that goes on listening for what the company's systems report.
create table watches (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  run_id uuid not null,
  step text not null,
  conversation_id uuid not null references conversations,
  connection text not null,
  key text not null,
  events jsonb not null,
  scope jsonb not null,
  language text not null,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (run_id, step)
);
create index watches_waiting on watches (workspace_id, connection, key) where active;

-- What a connection reported, each event once.
create table connection_events (
  workspace_id uuid not null references workspaces,
  connection text not null,
  event_id text not null,
  type text not null,
  body jsonb not null,
  received_at timestamptz not null default now(),
  primary key (workspace_id, connection, event_id)
);

-- One-time codes sent by SMS; only a keyed hash is kept.
create table verifications (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations,
  code_hash text not null,
  -- The external id that is proven by it.
  subject text not null,
  attempts int not null default 0,
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  passed_at timestamptz
);
create index verifications_by_conversation on verifications (conversation_id, sent_at desc);

create table knowledge_entries (
  workspace_id uuid not null references workspaces,
  id text not null,
  category text not null,
  definition jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

-- Examples from which the workspace's understanding is trained, beside those of its flows.
create table small_talk (
  workspace_id uuid not null references workspaces,
  id text not null,
  definition jsonb not null,
  primary key (workspace_id, id)
);

-- Counts up with every change of flows, knowledge, small talk or catalogues: a trained model older than this is trained anew.
create table workspace_versions (
  workspace_id uuid primary key references workspaces,
  version int not null default 1
);

create table quick_replies (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  shortcut text not null,
  language text not null,
  text text not null,
  unique (workspace_id, shortcut, language)
);

create table ticket_counters (
  workspace_id uuid primary key references workspaces,
  last_number int not null default 0
);

create table tickets (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  number int not null,
  subject text not null,
  description text not null,
  status text not null default 'open' check (status in ('open', 'pending', 'solved', 'closed')),
  priority int not null default 1,
  category text not null default 'general',
  assignee_id uuid references staff,
  customer_id uuid references customers,
  conversation_id uuid references conversations,
  fields jsonb not null default '{}',
  created_by text not null,
  idempotency_key text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, number),
  unique (workspace_id, idempotency_key)
);
create index tickets_by_update on tickets (workspace_id, updated_at desc);

create table ticket_history (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces,
  ticket_id uuid not null references tickets,
  who text not null,
  what text not null,
  at timestamptz not null default now()
);
create index ticket_history_by_ticket on ticket_history (ticket_id, id);
