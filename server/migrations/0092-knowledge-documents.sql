-- Documents with their versions, web sites and help desks they come from, sheets of questions and answers, and what tunes search.

-- Originals, in pieces, so that every process can read them and they are backed up with everything else.
create table knowledge_files (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  -- SHA-256, hex; empty while it is being received.
  hash text not null default '',
  size bigint not null default 0,
  created_at timestamptz not null default now()
);
create index knowledge_files_by_hash on knowledge_files (workspace_id, hash);
create table knowledge_file_parts (
  workspace_id uuid not null references workspaces,
  file_id uuid not null references knowledge_files on delete cascade,
  number int not null,
  bytes bytea not null,
  primary key (file_id, number)
);
alter table knowledge_file_parts alter column bytes set storage external;

create table knowledge_sources (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  name text not null,
  setup jsonb not null,
  -- Sealed.
  secret text,
  schedule jsonb not null,
  settings jsonb not null default '{}',
  enabled boolean not null default true,
  next_run_at timestamptz,
  created_at timestamptz not null default now()
);
create index knowledge_sources_due on knowledge_sources (next_run_at) where enabled and next_run_at is not null;

create table knowledge_source_runs (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  source_id uuid not null references knowledge_sources on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  counts jsonb not null default '{}',
  reason jsonb,
  problems jsonb not null default '[]',
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  started_by text not null default ''
);
create index knowledge_source_runs_by_time on knowledge_source_runs (workspace_id, source_id, started_at desc, id desc);
create unique index knowledge_source_runs_once on knowledge_source_runs (source_id) where state in ('waiting', 'running');

create table knowledge_documents (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  title text not null,
  -- Chosen by a person: reading a new version does not change it.
  title_chosen boolean not null default false,
  category text not null default '',
  labels text[] not null default '{}',
  audiences text[] not null default '{}',
  channels text[] not null default '{}',
  valid_from date,
  valid_until date,
  official int not null default 1,
  owner uuid,
  review_by date,
  language text not null default '',
  language_chosen boolean not null default false,
  file_name text not null,
  format text not null default '',
  size bigint not null default 0,
  state text not null default 'waiting' check (state in ('waiting', 'reading', 'ready', 'failed')),
  progress real not null default 0,
  reason jsonb,
  warnings jsonb not null default '[]',
  -- In use; 0 until the first version has been read.
  version int not null default 0,
  -- Handed out last.
  last_version int not null default 0,
  pages int,
  sections int not null default 0,
  passages int not null default 0,
  url text,
  source_id uuid references knowledge_sources on delete set null,
  path text,
  contains uuid[] not null default '{}',
  skipped jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by text not null
);
create index knowledge_documents_by_change on knowledge_documents (workspace_id, updated_at desc, id desc);
create index knowledge_documents_of_source on knowledge_documents (workspace_id, source_id);

create table knowledge_document_versions (
  workspace_id uuid not null references workspaces,
  document_id uuid not null references knowledge_documents on delete cascade,
  number int not null,
  file_id uuid references knowledge_files,
  file_name text not null,
  size bigint not null,
  hash text not null,
  -- Null until it has been read: gzipped JSON of the document, its sections and passages.
  content bytea,
  title text not null default '',
  language text not null default '',
  format text not null default '',
  pages int,
  sections int not null default 0,
  passages int not null default 0,
  warnings jsonb not null default '[]',
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (document_id, number)
);
create index knowledge_document_versions_by_hash on knowledge_document_versions (workspace_id, hash);
create index knowledge_document_versions_by_file on knowledge_document_versions (file_id);
alter table knowledge_document_versions alter column content set storage external;

-- What is known of each address of a source.
create table knowledge_source_pages (
  workspace_id uuid not null references workspaces,
  source_id uuid not null references knowledge_sources on delete cascade,
  url text not null,
  document_id uuid references knowledge_documents on delete set null,
  etag text,
  modified text,
  -- Of what was read.
  hash text not null default '',
  -- Followed when the page has not changed and is therefore not sent again.
  links jsonb not null default '[]',
  misses int not null default 0,
  seen_at timestamptz not null default now(),
  primary key (source_id, url)
);
create index knowledge_source_pages_of_document on knowledge_source_pages (document_id);

create table knowledge_imports (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  file_id uuid references knowledge_files,
  file_name text not null,
  size bigint not null,
  options jsonb not null,
  state text not null default 'checking'
    check (state in ('checking', 'checked', 'importing', 'done', 'failed', 'undoing', 'undone')),
  progress real not null default 0,
  columns jsonb not null default '[]',
  sample jsonb not null default '[]',
  lines int not null default 0,
  -- Lines taken in so far: where it goes on after a crash.
  taken int not null default 0,
  counts jsonb not null default '{}',
  reason jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  created_by text not null
);
create index knowledge_imports_by_time on knowledge_imports (workspace_id, created_at desc, id desc);

create table knowledge_import_errors (
  workspace_id uuid not null references workspaces,
  import_id uuid not null references knowledge_imports on delete cascade,
  line int not null,
  field text not null,
  code text not null,
  message text not null,
  primary key (import_id, line, field)
);

-- What an import did to each entry, for going on, switching and undoing it.
create table knowledge_import_rows (
  workspace_id uuid not null references workspaces,
  import_id uuid not null references knowledge_imports on delete cascade,
  entry_id text not null,
  line int not null,
  -- Its live version before it was updated; null for what was added.
  before int,
  primary key (import_id, entry_id)
);

create table knowledge_synonyms (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  direction text not null check (direction in ('both', 'one_way')),
  words text[] not null,
  updated_at timestamptz not null default now()
);
create index knowledge_synonyms_of_workspace on knowledge_synonyms (workspace_id);

create table knowledge_tunings (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  question text not null,
  match text not null check (match in ('exact', 'similar')),
  action text not null check (action in ('pin', 'bury')),
  -- entry:<id>, document:<id> or the id of one passage
  target text not null,
  note text not null default '',
  created_at timestamptz not null default now(),
  created_by text not null
);
create index knowledge_tunings_of_workspace on knowledge_tunings (workspace_id, created_at desc);

-- Meanings of passages, made by a configured embedding model.
create table knowledge_vectors (
  workspace_id uuid not null references workspaces,
  passage_id text not null,
  -- Identity of the embedder.
  model text not null,
  -- Of the text that was embedded.
  hash text not null,
  -- Of length 1; 32-bit floats, little-endian.
  vector bytea not null,
  -- Vectors are followed like passages are.
  revision bigint generated always as identity,
  primary key (workspace_id, passage_id)
);
create index knowledge_vectors_by_revision on knowledge_vectors (workspace_id, model, revision);
