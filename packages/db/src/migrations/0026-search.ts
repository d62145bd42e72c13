/** Words to find things by: German word forms, parts of compounds, spellings without umlauts, and typing errors. */
export const sql = /* sql */ `
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- What looks or sounds alike: no case, no accents, ae for ä, no punctuation.
create function folded(written text) returns text language sql immutable parallel safe as $$
  select trim(regexp_replace(regexp_replace(normalize(
    replace(replace(replace(replace(lower(normalize(written, nfc) collate "de-x-icu"), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'),
    nfd), '[\\u0300-\\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- The basic forms of its words, as the German dictionary has them.
create function word_stems(written text) returns text language sql immutable parallel safe as $$
  select coalesce(string_agg(folded(lexeme), ' '), '') from unnest(to_tsvector('german', written))
$$;

-- The words of things. Row security cannot use an index on words, so nobody reads this table but find_words, which names
-- the office itself; the services have no right to it.
create table search_texts (
  office_id uuid not null references offices,
  subject_type text not null,
  subject_id uuid not null,
  words text not null,
  primary key (office_id, subject_type, subject_id)
);
alter table search_texts enable row level security;
create index search_texts_by_words on search_texts using gin (office_id, subject_type, words gin_trgm_ops);

create function note_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  written text := (select string_agg(value, ' ') from jsonb_each_text(to_jsonb(new)) where key = any (tg_argv));
begin
  insert into search_texts (office_id, subject_type, subject_id, words)
  values (new.office_id, tg_table_name, new.id, concat_ws(' ', folded(written), folded(replace(written, '-', '')), word_stems(written)))
  on conflict (office_id, subject_type, subject_id) do update set words = excluded.words;
  return null;
end $$;

-- Ids of the things of the entered office in which every word stands, in some form or as a part; where there are none, those
-- with words that are written alike. Words that say nothing, such as articles, count only with others.
create function find_words(kind text, query text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set pg_trgm.word_similarity_threshold = 0.5 as $$
declare
  base constant text := 'select subject_id from search_texts where office_id = current_office() and subject_type = $1';
  exact text := '';
  alike text := '';
  word text;
begin
  for word in select w from regexp_split_to_table(query, '[[:space:]]+') w where folded(w) <> '' limit 8 loop
    continue when word_stems(word) = '';
    exact := exact || format(' and (words like %L or words like %L or words like %L)',
      '%' || folded(word) || '%', '%' || replace(folded(word), ' ', '') || '%', '%' || word_stems(word) || '%');
    alike := alike || format(' and words %%> %L', folded(word));
  end loop;
  if exact = '' then
    return;
  end if;
  return query execute base || exact using kind;
  if not found then
    return query execute base || alike using kind;
  end if;
end $$;
revoke all on function find_words from public;
grant execute on function find_words to zuwendo_api;

create trigger note_words after insert or update of number, title, summary on ideas
  for each row execute function note_words('number', 'title', 'summary');
create trigger note_words after insert or update of number, title on applications
  for each row execute function note_words('number', 'title');
create trigger note_words after insert or update of name, email on organisations
  for each row execute function note_words('name', 'email');
create trigger note_words after insert or update of name, email on people
  for each row execute function note_words('name', 'email');
create trigger note_words after insert or update of name, funder on programmes
  for each row execute function note_words('name', 'funder');
create trigger note_words after insert or update of title on calls
  for each row execute function note_words('title');

-- What is there already gets its words as if it were written anew, also for an owner who is no superuser.
alter table ideas no force row level security;
alter table applications no force row level security;
alter table organisations no force row level security;
alter table people no force row level security;
alter table programmes no force row level security;
alter table calls no force row level security;
update ideas set title = title;
update applications set title = title;
update organisations set name = name;
update people set name = name;
update programmes set name = name;
update calls set title = title;
alter table ideas force row level security;
alter table applications force row level security;
alter table organisations force row level security;
alter table people force row level security;
alter table programmes force row level security;
alter table calls force row level security;

alter table ideas drop column search;

-- Names and titles are sorted as German has it, Ä beside A.
drop index organisations_by_name, people_by_name, ideas_by_title, programmes_by_name;
create index organisations_by_name on organisations (office_id, name collate "de-x-icu", id);
create index people_by_name on people (office_id, name collate "de-x-icu", id);
create index ideas_by_title on ideas (office_id, title collate "de-x-icu", id);
create index programmes_by_name on programmes (office_id, name collate "de-x-icu", id);
`;
