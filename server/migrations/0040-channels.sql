-- Channels that are pushed to: what came in as it came, where replies go, and the outbox's retries.

-- The web chat's clients fetch; all other channels are pushed to: each message of ours gets a row in `deliveries`.
alter table channel_accounts add column pushed boolean not null default false;

-- The address a customer wrote from last: replies go there.
create table channel_addresses (
  workspace_id uuid not null references workspaces,
  channel_account_id uuid not null references channel_accounts,
  customer_id uuid not null references customers,
  -- Sealed (infra/secrets).
  address text not null,
  updated_at timestamptz not null default now(),
  primary key (channel_account_id, customer_id)
);

-- Verified requests as they came, kept before they are acknowledged; removed after some days.
create table channel_requests (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  channel_account_id uuid not null references channel_accounts,
  headers jsonb not null,
  query jsonb not null,
  body bytea not null,
  received_at timestamptz not null default now()
);
create index channel_requests_by_age on channel_requests (received_at);

-- One row for each event in a request. A second delivery of the same event finds the row, and the first result in it.
create table channel_events (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces,
  channel_account_id uuid not null references channel_accounts,
  external_id text not null,
  -- Null once the request was removed.
  request_id uuid references channel_requests on delete set null,
  -- Hash of who sent it: events of one sender are dealt with in the order they came.
  sender_hash text,
  -- Null until it was dealt with.
  result jsonb,
  received_at timestamptz not null default now(),
  unique (channel_account_id, external_id)
);
create index channel_events_waiting on channel_events (channel_account_id, sender_hash, id) where result is null;
create index channel_events_of_request on channel_events (request_id);

-- The next try is not before this instant: a pause after a failure, or the time a worker has for its try.
alter table deliveries add column due_at timestamptz not null default now();
-- A message may be several requests: how many of them the other side has taken.
alter table deliveries add column requests_taken int not null default 0;
create index deliveries_queued on deliveries (conversation_id) where state = 'queued';
