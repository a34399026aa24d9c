-- Workspaces, the people and keys that act in them, and the record of what they did.

create table workspaces (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text not null,
  time_zone text not null default 'Asia/Shanghai',
  locale text not null default 'zh' check (locale in ('zh', 'en')),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table staff (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  email text not null,
  name text not null,
  role text not null check (role in ('owner', 'admin', 'supervisor', 'agent')),
  -- argon2id, PHC string format.
  password_hash text not null,
  -- The password was made by somebody else and is good for one log-in, until then.
  must_change_password boolean not null default false,
  one_time_until timestamptz,
  skills jsonb not null default '{}',
  languages text[] not null default '{zh}',
  capacity integer not null default 5 check (capacity between 0 and 50),
  -- What the person chose; counts only while heartbeats come in.
  presence text not null default 'offline' check (presence in ('online', 'busy', 'offline')),
  heartbeat_at timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, id)
);
create unique index staff_by_email on staff (workspace_id, lower(email));
create index staff_by_email_anywhere on staff (lower(email));

-- Log-ins. The cookie's value is never stored, only its SHA-256.
create table sessions (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  staff_id uuid not null,
  token_hash bytea not null unique,
  user_agent text not null default '',
  ip text not null default '',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (workspace_id, staff_id) references staff (workspace_id, id)
);
create index sessions_of_staff on sessions (workspace_id, staff_id, created_at);

create table api_keys (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  name text not null,
  -- The first characters, to recognise a key by.
  prefix text not null,
  token_hash bytea not null unique,
  scopes text[] not null,
  -- `staff:<id>` or `key:<id>`
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_of_workspace on api_keys (workspace_id, created_at);

-- Failed log-ins by account, address, and both; across workspaces, because an attacker is. Names are hashed.
create table login_attempts (
  bucket text primary key,
  failures integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz not null
);
create index login_attempts_by_age on login_attempts (last_at);

-- Each row carries the hash of the one before it: changing, removing or inserting one breaks the chain.
create table audit_log (
  workspace_id uuid not null references workspaces,
  seq bigint not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  target text not null,
  details jsonb not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (workspace_id, seq)
);
create trigger audit_log_is_append_only before update or delete on audit_log
  for each row execute function refuse_change();
create trigger audit_log_is_kept before truncate on audit_log
  for each statement execute function refuse_change();

-- Where each chain ends, so that cutting off its end is found. The row is the lock under which it grows.
create table audit_heads (
  workspace_id uuid primary key references workspaces,
  seq bigint not null,
  hash bytea not null
);
