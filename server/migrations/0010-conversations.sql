-- Channels, people and the message core.

create table channel_accounts (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  kind text not null,
  name text not null,
  -- What a site puts into its page; says which workspace a visitor belongs to.
  public_key text not null unique,
  -- Sealed (infra/secrets): proves who a signed-in customer is, or signs what we push.
  secret text not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table customers (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  name text,
  locale text,
  attributes jsonb not null default '{}',
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now()
);
create index customers_by_last_seen on customers (workspace_id, last_seen_at desc);

-- How a customer is recognised: kind 'external' (the company's own id), 'visitor', 'phone', 'email' …
create table customer_identities (
  workspace_id uuid not null references workspaces,
  kind text not null,
  -- Keyed hash of the value: found again without being readable.
  value_hash text not null,
  -- Sealed value (infra/secrets), and how it is shown.
  value text not null,
  masked text not null,
  customer_id uuid not null references customers,
  created_at timestamptz not null default now(),
  primary key (workspace_id, kind, value_hash)
);
create index customer_identities_by_customer on customer_identities (customer_id);

create table conversations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  channel_account_id uuid not null references channel_accounts,
  customer_id uuid not null references customers,
  status text not null default 'open' check (status in ('open', 'resolved')),
  -- Exactly one is responsible for the next word.
  owner text not null default 'bot' check (owner in ('bot', 'queue', 'agent', 'nobody')),
  owner_reason text not null default 'opened',
  agent_id uuid references staff,
  skill text,
  queued_at timestamptz,
  priority int not null default 1,
  language text not null default 'zh',
  topic text,
  outcome text,
  -- The gap-free sequence: the seq of the newest message.
  last_seq int not null default 0,
  -- The newest customer message that wants a turn, and the newest that had one.
  due_seq int not null default 0,
  done_seq int not null default 0,
  -- The turn lease: one worker at a time; the epoch fences out a worker that lost it.
  lease_holder uuid,
  lease_epoch int not null default 0,
  lease_until timestamptz,
  dialogue jsonb not null default '{}',
  -- A turn that stopped halfway (a side effect was under way): where to go on.
  checkpoint jsonb,
  page jsonb,
  last_message jsonb,
  -- How far the customer's client has received and shown our messages, and how far the agent has read theirs.
  received_seq int not null default 0,
  read_seq int not null default 0,
  agent_read_seq int not null default 0,
  rating text not null default 'none',
  rating_score int,
  rating_comment text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  resolved_at timestamptz,
  check ((owner = 'agent') = (agent_id is not null))
);
-- A customer has one open conversation per channel account.
create unique index conversations_one_open on conversations (channel_account_id, customer_id) where status = 'open';
create index conversations_by_update on conversations (workspace_id, updated_at desc);
create index conversations_by_customer on conversations (workspace_id, customer_id, created_at desc);
create index conversations_queued on conversations (workspace_id, queued_at) where owner = 'queue';
create index conversations_of_agent on conversations (workspace_id, agent_id) where owner = 'agent';
-- A turn that stopped halfway is finished even when a human has taken over since: its side effects are under way.
create index conversations_due on conversations (lease_until) where (owner = 'bot' and due_seq > done_seq) or checkpoint is not null;

create table messages (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations,
  seq int not null,
  sender text not null check (sender in ('customer', 'bot', 'agent', 'system')),
  staff_id uuid references staff,
  text text not null,
  parts jsonb not null default '[]',
  -- Where personal data stands in the text, found once on the way in.
  pii jsonb not null default '[]',
  event jsonb,
  -- Inbound: the channel's own id of it. A second delivery of the same is the same message.
  channel_account_id uuid references channel_accounts,
  external_id text,
  client_id text,
  -- What the customer pressed, when they pressed something.
  choice text,
  -- Outbound by API: a repeat with the same key is the same message.
  idempotency_key text,
  turn_id uuid,
  created_at timestamptz not null default now(),
  unique (conversation_id, seq),
  unique (channel_account_id, external_id),
  unique (conversation_id, idempotency_key)
);

-- The outbox of channels that are pushed to (all but web): one row a message, worked off by the delivery worker.
create table deliveries (
  message_id uuid primary key references messages,
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations,
  channel_account_id uuid not null references channel_accounts,
  state text not null default 'queued' check (state in ('queued', 'sent', 'delivered', 'read', 'failed')),
  reason text,
  attempts int not null default 0,
  external_id text,
  updated_at timestamptz not null default now()
);
create index deliveries_by_external on deliveries (channel_account_id, external_id);

create table notes (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations,
  after_seq int not null,
  staff_id uuid references staff,
  author text not null,
  text text not null,
  idempotency_key text not null,
  created_at timestamptz not null default now(),
  unique (conversation_id, idempotency_key)
);

create table owner_changes (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations,
  from_owner text not null,
  to_owner text not null,
  reason text not null,
  staff_id uuid references staff,
  at timestamptz not null default now()
);
create index owner_changes_by_conversation on owner_changes (conversation_id, id);

-- What the bot did in each turn, for people to read.
create table turns (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations,
  from_seq int not null,
  to_seq int not null,
  steps jsonb not null,
  ms int not null,
  started_at timestamptz not null
);
create index turns_by_conversation on turns (conversation_id, to_seq);

create table files (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  customer_id uuid references customers,
  staff_id uuid references staff,
  conversation_id uuid references conversations,
  sha256 text not null,
  name text not null,
  mime text not null,
  size int not null,
  created_at timestamptz not null default now()
);
create index files_by_conversation on files (conversation_id);
