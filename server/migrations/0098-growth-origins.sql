-- Gaps from everywhere: beside conversations, searches of the help centre and what colleagues looked for in vain. And clusters that
-- people took apart.

alter table growth_questions add column origin text not null default 'conversation'
  check (origin in ('conversation', 'help', 'assist'));
alter table growth_questions alter column conversation_id drop not null;
alter table growth_questions alter column turn_id drop not null;
alter table growth_questions add constraint growth_questions_have_turn
  check (origin <> 'conversation' or (conversation_id is not null and turn_id is not null));
-- Searches whose results nobody opened yet.
create index growth_questions_unopened on growth_questions (workspace_id, at)
  where origin = 'help' and decision = 'clarified' and not chosen and not unanswered;
create index growth_questions_elsewhere on growth_questions (workspace_id, origin, key, at desc) where origin <> 'conversation';

-- Clusters somebody put apart from this one: they never become one by themselves again.
alter table growth_clusters add column apart uuid[] not null default '{}';
