-- Language models: what was asked of them and what it cost. No prompt and no answer is ever stored.

-- What a workspace allows; without a row the defaults of the code hold.
create table model_settings (
  workspace_id uuid primary key references workspaces,
  enabled boolean not null default true,
  -- Tokens in and out together, per UTC day. Null: no limit.
  daily_tokens bigint check (daily_tokens >= 0),
  -- What a million tokens cost, in whatever currency the company counts in.
  price_in numeric(12, 4) not null default 0 check (price_in >= 0),
  price_out numeric(12, 4) not null default 0 check (price_out >= 0)
);

-- Tokens spent or set aside for running calls, per UTC day; the row's lock keeps concurrent calls inside the budget.
create table model_days (
  workspace_id uuid not null references workspaces,
  day date not null,
  tokens bigint not null default 0,
  primary key (workspace_id, day)
);

create table model_calls (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces,
  conversation_id uuid,
  purpose text not null,
  model text not null,
  tokens_in int not null,
  tokens_out int not null,
  cost numeric(14, 6) not null,
  ms int not null,
  attempts int not null,
  ok boolean not null,
  -- The error's code when it failed.
  code text,
  at timestamptz not null default now()
);
create index model_calls_by_time on model_calls (workspace_id, at);
create index model_calls_of_conversation on model_calls (conversation_id, id) where conversation_id is not null;
