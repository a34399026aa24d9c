-- Writes whose outcome nobody knew are asked about again later.
create index effects_stuck on effects (finished_at) where status = 'stuck';
