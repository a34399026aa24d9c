-- Runs of a conversation that were put aside and have something to be told since: a turn without a message is due.
alter table conversations add column wakes int not null default 0;
drop index conversations_due;
create index conversations_due on conversations (lease_until)
  where (owner = 'bot' and due_seq > done_seq) or checkpoint is not null or wakes > 0;
