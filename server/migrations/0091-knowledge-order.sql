-- Entries written before they had labels, variants and the like have none of them.
update knowledge_entries set definition = '{"labels":[],"variants":[],"audiences":[],"attachments":[],"related":[],"official":1}'::jsonb || definition
where definition is not null and not definition ?& array['labels', 'variants', 'audiences', 'attachments', 'related', 'official'];
update knowledge_versions set definition = '{"labels":[],"variants":[],"audiences":[],"attachments":[],"related":[],"official":1}'::jsonb || definition
where not definition ?& array['labels', 'variants', 'audiences', 'attachments', 'related', 'official'];

-- Lists of entries by title, and their number by state, without reading the entries.
create index knowledge_entries_by_title on knowledge_entries (workspace_id, title, id);
create index knowledge_entries_by_status on knowledge_entries (workspace_id, status);
