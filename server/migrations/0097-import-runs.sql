-- Counts who has taken an import in hand: whoever finds another number than their own has been relieved and stops.
alter table knowledge_imports add column run int not null default 0;
