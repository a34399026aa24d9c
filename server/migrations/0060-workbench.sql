-- The understanding workbench: what a workspace teaches its bot beside its definitions, how good the bot is at it, what is live.

-- One row a workspace: what is published, and counters that say what has changed since.
create table workbench_state (
  workspace_id uuid primary key references workspaces,
  publishing text not null default 'automatic' check (publishing in ('automatic', 'reviewed')),
  live int,
  previous int,
  canary int,
  canary_share int check (canary_share between 1 and 99),
  -- Counts up with every change of what is taught here.
  taught bigint not null default 0,
  -- Which state of the definitions the rows of workbench_examples with an origin show.
  mirrored text not null default '',
  last_number int not null default 0,
  conflicts_at timestamptz,
  conflicts_taught text,
  conflicts_running timestamptz,
  -- Up to which message customers' words have been looked through.
  read_until timestamptz,
  check ((canary is null) = (canary_share is null))
);

-- Custom intents; of intents that definitions make, only where they hang.
create table workbench_intents (
  workspace_id uuid not null references workspaces,
  label text not null,
  custom boolean not null,
  name jsonb,
  parent text,
  leads_to jsonb,
  library_id text,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, label)
);

-- Own examples, and a mirror of those of definitions (origin_label: where the definition has it) that can be moved and switched off.
create table workbench_examples (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  label text not null,
  origin_label text,
  text text not null,
  -- As texts are compared: engines/text/normalise.
  normal text not null,
  language text not null,
  source text not null,
  enabled boolean not null default true,
  held_for uuid,
  created_by text not null,
  updated_at timestamptz not null default now()
);
create unique index workbench_examples_own on workbench_examples (workspace_id, label, md5(text)) where origin_label is null;
create unique index workbench_examples_defined on workbench_examples (workspace_id, origin_label, md5(text)) where origin_label is not null;
create index workbench_examples_by_update on workbench_examples (workspace_id, updated_at desc, id desc);
create index workbench_examples_of_label on workbench_examples (workspace_id, label, updated_at desc, id desc);
create index workbench_examples_by_words on workbench_examples (workspace_id, md5(normal));
create index workbench_examples_held on workbench_examples (held_for) where held_for is not null;

create table workbench_concepts (
  workspace_id uuid not null references workspaces,
  id text not null,
  topic text not null,
  added jsonb not null,
  removed jsonb not null,
  enabled boolean not null,
  primary key (workspace_id, id)
);

create table workbench_entity_types (
  workspace_id uuid not null references workspaces,
  type text not null,
  definition jsonb not null,
  primary key (workspace_id, type)
);

-- Each training. The snapshot (gzipped JSON) is everything it was trained on, so that any process can make the same model again.
create table workbench_versions (
  workspace_id uuid not null references workspaces,
  number int not null,
  note text not null default '',
  origin text not null check (origin in ('manual', 'automatic')),
  state text not null default 'training' check (state in ('training', 'ready', 'failed')),
  reason text,
  examples_hash text not null,
  snapshot bytea not null,
  examples int not null,
  intents int not null,
  training_ms int,
  -- What had been taught and defined when it was made.
  basis text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, number)
);

create table workbench_sets (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  name text not null,
  frozen boolean not null default false,
  created_by text not null,
  created_at timestamptz not null default now()
);

create table workbench_set_items (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  set_id uuid not null references workbench_sets on delete cascade,
  text text not null,
  label text not null,
  language text not null
);
create unique index workbench_set_items_once on workbench_set_items (set_id, md5(text));
create index workbench_set_items_in_order on workbench_set_items (set_id, id);

create table workbench_evaluations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  version int not null,
  set_id uuid references workbench_sets on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  progress real not null default 0,
  reason text,
  figures jsonb,
  intents jsonb not null default '[]',
  confusion jsonb not null default '[]',
  created_by text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  foreign key (workspace_id, version) references workbench_versions (workspace_id, number)
);
create index workbench_evaluations_by_time on workbench_evaluations (workspace_id, created_at desc);

create table workbench_judged (
  workspace_id uuid not null references workspaces,
  evaluation_id uuid not null references workbench_evaluations on delete cascade,
  -- Of the set, or in cross-validation made from text and label.
  item_id uuid not null,
  text text not null,
  label text not null,
  predicted text not null,
  score real not null,
  outside real not null,
  is_right boolean not null,
  primary key (evaluation_id, item_id)
);
create index workbench_judged_by_outcome on workbench_judged (evaluation_id, is_right, item_id);

create table workbench_conflicts (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  kind text not null check (kind in ('same', 'near')),
  similarity real not null,
  a uuid not null references workbench_examples on delete cascade,
  b uuid not null references workbench_examples on delete cascade,
  accepted boolean not null default false,
  check (a < b),
  unique (workspace_id, a, b)
);
create index workbench_conflicts_a on workbench_conflicts (a);
create index workbench_conflicts_b on workbench_conflicts (b);

-- Customers' words worth labelling. Masked before they are stored here.
create table workbench_suggestions (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  text text not null,
  normal text not null,
  language text not null,
  count int not null default 1,
  reason text not null check (reason in ('outside', 'unsure')),
  value real not null,
  guesses jsonb not null,
  outside real not null,
  conversation_id uuid,
  state text not null default 'open' check (state in ('open', 'labelled', 'dismissed')),
  last_at timestamptz not null
);
create unique index workbench_suggestions_once on workbench_suggestions (workspace_id, md5(normal));
create index workbench_suggestions_by_value on workbench_suggestions (workspace_id, state, value desc, id);

create table workbench_imports (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  file_name text not null,
  set_id uuid,
  options jsonb not null,
  state text not null default 'checking' check (state in ('checking', 'checked', 'importing', 'done', 'failed')),
  progress real not null default 0,
  columns jsonb not null default '[]',
  sample jsonb not null default '[]',
  lines int not null default 0,
  counts jsonb not null default '{}',
  errors jsonb not null default '[]',
  reason text,
  -- Gone once it is taken in.
  content bytea,
  created_by text not null,
  created_at timestamptz not null default now()
);
create index workbench_imports_by_time on workbench_imports (workspace_id, created_at desc);

-- Reading what customers wrote since an instant.
create index messages_of_customers on messages (workspace_id, created_at) where sender = 'customer';
