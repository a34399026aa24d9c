-- The knowledge graph: what things are, what is known of them with its sources, and where texts contradict each other.

-- One row a workspace. Every change of entities, facts or ontology takes the next revision while holding it, so that what has
-- been read up to one has missed nothing before it.
create table graph_heads (
  workspace_id uuid primary key references workspaces,
  revision bigint not null default 0,
  ontology int not null default 0,
  -- Up to where passages have been looked through.
  passages_revision bigint not null default 0,
  passages_id text not null default '',
  looked_at timestamptz,
  forbidden jsonb not null default '[]'
);

create table graph_ontologies (
  workspace_id uuid not null references workspaces,
  number int not null,
  revision bigint not null,
  ontology jsonb not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  primary key (workspace_id, number)
);

-- Deleted ones stay as the name that texts may still speak of.
create table graph_entities (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  revision bigint not null,
  deleted boolean not null default false,
  type text not null,
  name text not null,
  aliases text[] not null default '{}',
  key text,
  retired boolean not null default false,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index graph_entities_by_revision on graph_entities (workspace_id, revision);
create index graph_entities_by_name on graph_entities (workspace_id, lower(name), id) where not deleted;
create unique index graph_entities_by_key on graph_entities (workspace_id, type, key) where key is not null and not deleted;

create table graph_facts (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  revision bigint not null,
  deleted boolean not null default false,
  subject uuid not null,
  property text,
  relation text,
  value jsonb,
  object uuid,
  negated boolean not null default false,
  position int,
  source jsonb not null,
  valid_from date,
  valid_until date,
  stated_by text not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  check ((property is null) <> (relation is null))
);
create index graph_facts_by_revision on graph_facts (workspace_id, revision);
create index graph_facts_of_subject on graph_facts (workspace_id, subject) where not deleted;
create index graph_facts_of_object on graph_facts (workspace_id, object) where object is not null and not deleted;

-- Facts read out of texts that nobody has judged yet, and those that were rejected, so that they do not come again.
create table graph_proposals (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  key text not null,
  state text not null check (state in ('proposed', 'accepted', 'rejected')),
  subject jsonb not null,
  property text,
  relation text,
  value jsonb,
  object jsonb,
  negated boolean not null,
  position int,
  source jsonb not null,
  passage text not null,
  confidence real not null,
  decided_by text,
  decided_at timestamptz,
  found_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index graph_proposals_by_key on graph_proposals (workspace_id, md5(key));
create index graph_proposals_by_state on graph_proposals (workspace_id, state, confidence desc, found_at, id);
create index graph_proposals_of_passage on graph_proposals (workspace_id, passage);

-- What passages state, by what it is about: contradictions are rows of one key with different values.
create table graph_claims (
  workspace_id uuid not null references workspaces,
  key text not null,
  passage text not null,
  number int not null,
  claim jsonb not null,
  primary key (workspace_id, key, passage, number)
);
create index graph_claims_of_passage on graph_claims (workspace_id, passage);

create table graph_findings (
  workspace_id uuid not null references workspaces,
  id text not null,
  kind text not null,
  -- Findings of claims, so that they can be found anew when one of a key changes.
  key text,
  passage_a text not null,
  passage_b text,
  source_a text not null,
  source_b text,
  a jsonb not null,
  b jsonb,
  about text not null default '',
  note text not null default '',
  -- False when what it is about has been put right; a dismissal is remembered all the same.
  present boolean not null default true,
  dismissed_by text,
  dismissed_at timestamptz,
  found_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index graph_findings_by_time on graph_findings (workspace_id, found_at desc, id) where present;
create index graph_findings_of_a on graph_findings (workspace_id, passage_a);
create index graph_findings_of_key on graph_findings (workspace_id, key) where key is not null;
