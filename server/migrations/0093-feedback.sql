-- Whether the customer found a message of the bot helpful.
create table message_feedback (
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations on delete cascade,
  seq int not null,
  helpful boolean not null,
  at timestamptz not null default now(),
  primary key (conversation_id, seq)
);
