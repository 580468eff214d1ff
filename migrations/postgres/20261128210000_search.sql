-- +goose Up
-- Which words stand in a user's applications, for those users who have very
-- many: see storage/sqlstore/search.go. An application whose text is not in
-- here (in_index false) is looked through instead.
--
-- Behind row-level security an index serves leakproof operators only: like and
-- the trigrams of pg_trgm are none, the order of texts is one. Collation "C"
-- makes all words with a common beginning neighbours.

alter table public.applications add column in_index boolean not null default false;
create index applications_not_indexed on public.applications (user_id, id) where not in_index;

create table public.application_words (
    user_id        uuid not null,
    word           text collate "C" not null,
    application_id uuid not null,
    primary key (user_id, word, application_id)
);

-- Every end of every word, so that what stands inside a word is the beginning
-- of one of its ends.
create table public.word_endings (
    user_id uuid not null,
    ending  text collate "C" not null,
    word    text collate "C" not null,
    primary key (user_id, ending, word)
);

-- +goose StatementBegin
do $$
declare
    name text;
begin
    foreach name in array array['application_words', 'word_endings']
    loop
        execute format('alter table public.%I enable row level security', name);
        execute format('alter table public.%I force row level security', name);
        execute format('revoke all on public.%I from public, anon, authenticated', name);
        execute format('grant select, insert, delete on public.%I to authenticated', name);
        execute format('create policy %I on public.%I for select to authenticated
            using ((select auth.uid()) = user_id)', name || '_select', name);
        execute format('create policy %I on public.%I for insert to authenticated
            with check ((select auth.uid()) = user_id)', name || '_insert', name);
        execute format('create policy %I on public.%I for delete to authenticated
            using ((select auth.uid()) = user_id)', name || '_delete', name);
    end loop;
end
$$;
-- +goose StatementEnd

-- A new application is compared with the newest, whose offers are found by id.
drop index public.job_offers_by_url;
drop index public.job_offers_by_text;

update bespoke.tables_version set version = 20261128210000;
