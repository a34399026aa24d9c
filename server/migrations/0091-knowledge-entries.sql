-- Entries are drafted, reviewed, published, archived; who may see what; packs.

create table knowledge_categories (
  workspace_id uuid not null references workspaces,
  id text not null,
  parent text,
  -- {zh?, en?}
  name jsonb not null,
  description jsonb not null default '{}',
  icon text not null default '',
  position int not null default 0,
  origin text not null default 'console',
  primary key (workspace_id, id),
  foreign key (workspace_id, parent) references knowledge_categories
);
insert into knowledge_categories (workspace_id, id, name, origin)
select distinct workspace_id, category, jsonb_build_object('zh', category, 'en', category), 'config' from knowledge_entries;

-- What is live; null while nothing is.
alter table knowledge_entries alter column definition drop not null;
alter table knowledge_entries alter column category set default '';
-- Beside it, as the editor has it, finished or not.
alter table knowledge_entries add column draft jsonb;
-- Counts up with every change of the draft: who saves says which one was changed.
alter table knowledge_entries add column revision int not null default 0;
alter table knowledge_entries add column based_on int;
alter table knowledge_entries add column draft_by text;
alter table knowledge_entries add column draft_at timestamptz;
-- Actors who wrote on the draft: none of them lets it through where four eyes are wanted.
alter table knowledge_entries add column draft_authors text[] not null default '{}';
alter table knowledge_entries add column status text not null default 'published'
  check (status in ('draft', 'in_review', 'published', 'archived'));
alter table knowledge_entries add column live int;
alter table knowledge_entries add column newest int not null default 0;
alter table knowledge_entries add column live_at timestamptz;
-- Goes live then: {note, author, approver}.
alter table knowledge_entries add column publish_at timestamptz;
alter table knowledge_entries add column publishing jsonb;
-- {state, submittedBy, submittedAt, comment, publishAt, decidedBy, decidedAt, decision}
alter table knowledge_entries add column review jsonb;
alter table knowledge_entries add column origin text not null default 'config';
-- What the origin delivered last, as a hash: changes made here are not overwritten by the same again.
alter table knowledge_entries add column origin_hash text;
alter table knowledge_entries add column external_id text;
alter table knowledge_entries add column owner_id uuid references staff;
alter table knowledge_entries add column review_by date;
alter table knowledge_entries add column teaches boolean not null default true;
alter table knowledge_entries add column created_at timestamptz not null default now();
alter table knowledge_entries add column created_by text not null default 'system';
alter table knowledge_entries add column updated_by text not null default 'system';
-- For lists, of what is live, else of the draft.
alter table knowledge_entries add column title text not null default '';
alter table knowledge_entries add column labels text[] not null default '{}';
alter table knowledge_entries add column audiences text[] not null default '{}';
alter table knowledge_entries add column languages text[] not null default '{}';
alter table knowledge_entries add column valid_from date;
alter table knowledge_entries add column valid_until date;
alter table knowledge_entries add column files text[] not null default '{}';
-- Of both, in small letters.
alter table knowledge_entries add column words text not null default '';
-- Its questions as hashes of their letters and digits: the same question elsewhere is found at once.
alter table knowledge_entries add column asked int[] not null default '{}';
-- Whether its passages are as it is; others are made anew by a job.
alter table knowledge_entries add column projected boolean not null default true;

update knowledge_entries e set live = 1, newest = 1, live_at = updated_at, created_at = updated_at, projected = false,
  title = coalesce(definition->'title'->>'zh', definition->'title'->>'en', ''),
  labels = coalesce((select array_agg(each) from jsonb_array_elements_text(definition->'labels') each), '{}'),
  languages = coalesce((select array_agg(key order by key desc) from jsonb_object_keys(definition->'answer') key), '{}'),
  words = lower(id || ' ' || concat_ws(' ', definition->>'title', definition->>'questions', definition->>'answer'));

create index knowledge_entries_by_update on knowledge_entries (workspace_id, updated_at desc, id desc);
create index knowledge_entries_by_category on knowledge_entries (workspace_id, category, status);
create index knowledge_entries_by_origin on knowledge_entries (workspace_id, origin);
create unique index knowledge_entries_external on knowledge_entries (workspace_id, origin, external_id) where external_id is not null;
create index knowledge_entries_by_label on knowledge_entries using gin (labels);
create index knowledge_entries_by_question on knowledge_entries using gin (asked);
create index knowledge_entries_of_files on knowledge_entries using gin (files) where files <> '{}';
create index knowledge_entries_waiting on knowledge_entries (workspace_id, id) where status = 'in_review';
create index knowledge_entries_teaching on knowledge_entries (workspace_id, id) where teaches and live is not null;
create index knowledge_entries_to_project on knowledge_entries (workspace_id, id) where not projected;
create index knowledge_entries_due on knowledge_entries (publish_at) where publish_at is not null;
create index knowledge_entries_ending on knowledge_entries (workspace_id, valid_until) where valid_until is not null;
create index knowledge_entries_by_review on knowledge_entries (workspace_id, review_by) where review_by is not null;

create table knowledge_versions (
  workspace_id uuid not null references workspaces,
  entry_id text not null,
  version int not null,
  definition jsonb not null,
  note text not null default '',
  author text not null,
  approver text,
  published_at timestamptz not null default now(),
  primary key (workspace_id, entry_id, version),
  foreign key (workspace_id, entry_id) references knowledge_entries on delete cascade
);
insert into knowledge_versions (workspace_id, entry_id, version, definition, author, published_at)
select workspace_id, id, 1, definition, 'system', updated_at from knowledge_entries;

create table knowledge_audiences (
  workspace_id uuid not null references workspaces,
  id text not null,
  name jsonb not null,
  conditions jsonb not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

-- Pictures and attachments of entries; who may have one follows from the entries that are live with it.
create table knowledge_attachments (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  sha256 text not null,
  name text not null,
  mime text not null,
  size int not null,
  created_by text not null,
  created_at timestamptz not null default now()
);
create index knowledge_attachments_by_time on knowledge_attachments (workspace_id, created_at desc);

create table knowledge_settings (
  workspace_id uuid primary key references workspaces,
  settings jsonb not null default '{}',
  -- Up to when beginnings and ends of validity have been seen to.
  clock_at timestamptz
);

-- What people have been reminded of, each once.
create table knowledge_reminded (
  workspace_id uuid not null references workspaces,
  entry_id text not null,
  kind text not null,
  day date not null,
  at timestamptz not null default now(),
  primary key (workspace_id, entry_id, kind, day),
  foreign key (workspace_id, entry_id) references knowledge_entries on delete cascade
);

create table knowledge_packs (
  workspace_id uuid not null references workspaces,
  id text not null,
  version text not null,
  name jsonb not null,
  "values" jsonb not null default '{}',
  -- The steps, values filled in.
  checklist jsonb not null default '[]',
  -- Step → {by, at}
  ticks jsonb not null default '{}',
  installed_at timestamptz not null default now(),
  installed_by text not null,
  primary key (workspace_id, id)
);

-- What came with a pack, and what it was then: as long as it still is, it belongs to the pack.
create table knowledge_pack_items (
  workspace_id uuid not null references workspaces,
  pack text not null,
  kind text not null check (kind in ('category', 'intent', 'flow', 'small_talk')),
  id text not null,
  hash text not null,
  primary key (workspace_id, pack, kind, id),
  foreign key (workspace_id, pack) references knowledge_packs on delete cascade
);
