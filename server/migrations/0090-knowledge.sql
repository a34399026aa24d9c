-- What the company knows: entries with their versions, documents cut into passages, and the one table that is searched.

-- Every change of passages takes the next revision while holding this row, so revisions commit in order and an index that
-- has read up to one has missed nothing before it.
create table knowledge_heads (
  workspace_id uuid primary key references workspaces,
  revision bigint not null default 0
);
insert into knowledge_heads (workspace_id) select id from workspaces;

create table knowledge_passages (
  workspace_id uuid not null references workspaces,
  -- entry:<id>:<variant> or document:<id>:<number>
  id text not null,
  revision bigint not null,
  -- A tombstone tells indexes of the removal; swept after a day.
  deleted boolean not null default false,
  kind text not null check (kind in ('entry', 'text', 'list', 'table', 'code', 'question', 'picture')),
  -- entry:<id> or document:<id>
  source text not null,
  number int not null default 0,
  language text not null default '',
  title text not null default '',
  headings text[] not null default '{}',
  text text not null default '',
  questions text[] not null default '{}',
  labels text[] not null default '{}',
  category text not null default '',
  -- What searching does not need: cells of a table, boxes on the page, references, attachments.
  content jsonb not null default '{}',
  page int,
  -- None stands for everybody, every channel, all time.
  audiences text[] not null default '{}',
  channels text[] not null default '{}',
  valid_from timestamptz,
  valid_until timestamptz,
  official int not null default 1,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index knowledge_passages_by_revision on knowledge_passages (workspace_id, revision);
create index knowledge_passages_of_source on knowledge_passages (workspace_id, source, number);
