-- What is written in pictures that were sent, kept so that nobody reads the same picture twice; erased with the file's content.
create table picture_texts (
  workspace_id uuid not null references workspaces,
  -- Hash of the file's content, as in `files`.
  sha256 text not null,
  -- {status, lines, confidence, hash, by, passes, ms}
  content jsonb not null,
  read_at timestamptz not null default now(),
  primary key (workspace_id, sha256)
);
