-- The public help centre: sites, what is read and looked for on them, and whether it helped.

create table help_sites (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  -- /help/<slug>; one name space for all companies of an installation.
  slug text not null unique,
  -- Host under which it is served as well, in small letters.
  domain text unique,
  enabled boolean not null default false,
  settings jsonb not null,
  -- Settings that are being looked at before they are saved.
  draft jsonb,
  -- {hash, type, size}
  logo jsonb,
  -- Counts up with every change: pages made before are made anew.
  stamp bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index help_sites_of_workspace on help_sites (workspace_id, created_at);

create table help_views (
  workspace_id uuid not null references workspaces,
  site_id uuid not null references help_sites on delete cascade,
  -- entry:<id> or document:<id>
  source text not null,
  language text not null,
  day date not null,
  views int not null default 0,
  primary key (site_id, day, source, language)
);

create table help_feedback (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  site_id uuid not null references help_sites on delete cascade,
  source text not null,
  language text not null,
  -- Keyed hash of a random number in a cookie: tells visitors apart, names nobody.
  visitor text not null,
  helpful boolean not null,
  -- Personal data masked.
  comment text not null default '',
  at timestamptz not null default now(),
  unique (site_id, source, visitor)
);
create index help_feedback_by_time on help_feedback (workspace_id, site_id, at desc, id desc);

create table help_searches (
  workspace_id uuid not null references workspaces,
  site_id uuid not null references help_sites on delete cascade,
  day date not null,
  language text not null,
  -- Personal data masked, in small letters.
  query text not null,
  -- Of the latest.
  decision text not null,
  results int not null,
  searches int not null default 1,
  last_at timestamptz not null default now(),
  primary key (site_id, day, language, query)
);

-- Pages of a category, and when something next begins or ceases to hold.
create index knowledge_passages_by_category on knowledge_passages (workspace_id, category, source) where not deleted;
create index knowledge_passages_beginning on knowledge_passages (workspace_id, valid_from)
  where valid_from is not null and not deleted;
create index knowledge_passages_ending on knowledge_passages (workspace_id, valid_until)
  where valid_until is not null and not deleted;
