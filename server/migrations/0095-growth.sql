-- Self-growth: what customers asked and how that ended, which questions belong together, what could be written of them, and how
-- entries and documents do.

-- Clusters are changed by one reader at a time; it tells by the token whether what it remembers of them still holds.
create table growth_heads (
  workspace_id uuid primary key references workspaces,
  token uuid not null default gen_random_uuid(),
  -- Up to where passages have been looked through for questions with their answers.
  passages_revision bigint not null default 0,
  passages_id text not null default ''
);

-- Questions that mean the same and that nobody could answer.
create table growth_clusters (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  state text not null default 'open' check (state in ('open', 'drafted', 'answered', 'dismissed')),
  -- Its representative question.
  title text not null,
  language text not null,
  -- Unanswered questions in it.
  size int not null default 0,
  -- Ways it was asked that differ most, as later questions are compared with them: {text, words, meaning}.
  samples jsonb not null default '[]',
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- What was written of it, and where that came from.
  entry_id text,
  draft_sources jsonb,
  drafted_at timestamptz,
  drafted_by text,
  -- Since the entry is live: asked and answered, asked and not.
  answered_at timestamptz,
  asked_after int not null default 0,
  solved_after int not null default 0,
  failed_after int not null default 0,
  dismissed_at timestamptz,
  dismissed_by text,
  dismissed_size int,
  -- The one it became part of; kept so that links to it still lead somewhere.
  merged_into uuid,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index growth_clusters_by_state on growth_clusters (workspace_id, state, last_at desc) where merged_into is null;
create index growth_clusters_of_entry on growth_clusters (workspace_id, entry_id) where entry_id is not null;

create table growth_questions (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  at timestamptz not null,
  conversation_id uuid not null references conversations on delete cascade,
  turn_id uuid not null,
  -- The bot's messages of that turn.
  reply_seqs int[] not null default '{}',
  channel text not null default '',
  language text not null,
  -- Without personal data.
  text text not null,
  -- Letters and digits only: the same question has the same key.
  key text not null,
  decision text not null check (decision in ('answered', 'clarified', 'declined')),
  -- Of a question that was asked back: the customer chose one of what was offered.
  chosen boolean not null default false,
  confidence real not null,
  -- entry:<id>, document:<id>: told, or offered.
  sources text[] not null default '{}',
  outcome text check (outcome in ('solved', 'rated_low', 'asked_again', 'handed_over', 'disliked')),
  -- Whether it counts as one that nobody could answer, and with which others.
  unanswered boolean not null default false,
  cluster_id uuid,
  primary key (workspace_id, id)
);
create unique index growth_questions_of_turn on growth_questions (conversation_id, turn_id);
create index growth_questions_of_conversation on growth_questions (conversation_id, at);
create index growth_questions_by_time on growth_questions (workspace_id, at);
create index growth_questions_of_cluster on growth_questions (workspace_id, cluster_id, at desc) where cluster_id is not null;
create index growth_questions_of_source on growth_questions using gin (sources);

-- What became of what each entry and document was asked, by day (UTC).
create table growth_usage (
  workspace_id uuid not null references workspaces,
  source text not null,
  day date not null,
  asked int not null default 0,
  answered int not null default 0,
  solved int not null default 0,
  disliked int not null default 0,
  handed_over int not null default 0,
  asked_again int not null default 0,
  rated_low int not null default 0,
  last_at timestamptz not null,
  primary key (workspace_id, source, day)
);
create index growth_usage_by_day on growth_usage (workspace_id, day);

-- Questions with their answers, read out of documents and good conversations, for people to judge.
create table growth_proposals (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('document', 'conversation')),
  -- Its question's letters and digits: what was judged once does not come again.
  key text not null,
  state text not null default 'proposed' check (state in ('proposed', 'accepted', 'rejected', 'gone')),
  question text not null,
  answer text not null,
  language text not null,
  -- document:<id> or conversation:<id>, and of a document the passage.
  source text not null,
  passage text,
  -- {title, page, headings, quote, url} or {conversationId, agents, rating}
  origin jsonb not null,
  -- Of the document: what is written of it is for no others.
  audiences text[] not null default '{}',
  confidence real not null,
  -- An entry that says this already.
  twin text,
  twin_title text,
  twin_score real,
  entry_id text,
  decided_by text,
  decided_at timestamptz,
  found_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index growth_proposals_by_key on growth_proposals (workspace_id, kind, md5(key));
create index growth_proposals_by_state on growth_proposals (workspace_id, state, confidence desc, id);
create index growth_proposals_of_source on growth_proposals (workspace_id, source);
