-- How the customer felt when the bot last read them: {emotion, intensity, signals}. Null before the first message.
alter table conversations add column mood jsonb;
