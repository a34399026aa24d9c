-- Nothing erases files yet, and nothing erases what was read in them: 0065 says more than is so.
comment on table picture_texts is
  'What is written in pictures that were sent, kept so that nobody reads the same picture twice. Stays as long as the files do; who erases a file''s content erases this, too.';
