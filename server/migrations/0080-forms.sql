-- What the customer sent by a form: {formId, values}. Null for everything else they say.
alter table messages add column form jsonb;
