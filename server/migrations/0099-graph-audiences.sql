-- Facts are for whom they were stated for: those read from a text for whom the text is. None stands for everybody.
alter table graph_facts add column audiences text[] not null default '{}';
alter table graph_proposals add column audiences text[] not null default '{}';
create index graph_facts_of_passage on graph_facts (workspace_id, (source->>'passage'))
  where source->>'passage' is not null and not deleted;
