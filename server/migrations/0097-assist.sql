-- Help for colleagues: what they are offered while they answer customers and what they make of it, their own questions, and what
-- nobody could answer.

-- What was offered for a question of a conversation; the same offered again is the same row.
create table assist_suggestions (
  workspace_id uuid not null references workspaces,
  id uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references conversations on delete cascade,
  -- The customer's message it was offered for.
  seq int not null,
  -- Whether the customer had asked, the agent was looking for something, or a reply was drafted.
  by text not null check (by in ('question', 'search', 'draft')),
  -- Without personal data.
  question text not null,
  kind text not null check (kind in ('answer', 'passage', 'draft')),
  -- Whether the customer may hear it.
  reach text not null check (reach in ('customer', 'internal')),
  -- entry:<id>, document:<id>
  source text not null,
  title text not null,
  -- As it would be inserted.
  text text not null,
  -- Letters and digits of question, source and kind: tells what is the same.
  key text not null,
  shown_at timestamptz not null default now(),
  inserted_at timestamptz,
  inserted_by uuid references staff on delete set null,
  copied_at timestamptz,
  verdict text check (verdict in ('helpful', 'wrong')),
  verdict_by text,
  verdict_note text not null default '',
  verdict_at timestamptz,
  -- The reply it went into, and how much of it was changed before: nothing, a little, much, or nothing of it was left.
  sent_seq int,
  sent_at timestamptz,
  edited text check (edited in ('as_is', 'little', 'much', 'replaced'))
);
create unique index assist_suggestions_once on assist_suggestions (conversation_id, seq, key);
create index assist_suggestions_by_time on assist_suggestions (workspace_id, shown_at);
create index assist_suggestions_waiting on assist_suggestions (conversation_id, inserted_at)
  where inserted_at is not null and sent_seq is null;

-- Questions of one colleague, one after the other.
create table assist_threads (
  workspace_id uuid not null references workspaces,
  id uuid primary key default gen_random_uuid(),
  -- staff:<id>, or key:<id>:<who the key says is asking>
  owner text not null,
  title text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index assist_threads_of_owner on assist_threads (workspace_id, owner, updated_at desc, id desc);

create table assist_questions (
  workspace_id uuid not null references workspaces,
  id uuid primary key default gen_random_uuid(),
  thread_id uuid not null references assist_threads on delete cascade,
  at timestamptz not null default clock_timestamp(),
  -- Without personal data.
  text text not null,
  language text not null,
  -- The answer as it was given, with its sources.
  answer jsonb not null,
  verdict text check (verdict in ('helpful', 'wrong')),
  verdict_note text not null default '',
  gap_id uuid
);
create index assist_questions_of_thread on assist_questions (thread_id, at);

-- What colleagues asked or looked for in vain; the same question is one gap.
create table assist_gaps (
  workspace_id uuid not null references workspaces,
  id uuid primary key default gen_random_uuid(),
  -- Letters and digits only.
  key text not null,
  text text not null,
  language text not null,
  -- For whom an answer is missing.
  audience text not null check (audience in ('staff', 'customer')),
  -- No answer, or one that was found wrong; then which source said so.
  reason text not null check (reason in ('unanswered', 'wrong')),
  source text,
  asked int not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  state text not null default 'open' check (state in ('open', 'answered', 'dismissed')),
  entry_id text,
  closed_by text,
  closed_at timestamptz
);
create unique index assist_gaps_once on assist_gaps (workspace_id, audience, key);
create index assist_gaps_by_state on assist_gaps (workspace_id, state, last_at desc, id desc);
