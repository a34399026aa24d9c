-- Every plain value in an event, by which runs that wait find it.
alter table connection_events add column keys text[] not null default '{}';
