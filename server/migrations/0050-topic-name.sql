-- What a conversation is about in words for people: {"zh": …, "en": …}; `topic` stays the id.
alter table conversations add column topic_name jsonb;
