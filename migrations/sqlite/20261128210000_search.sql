-- +goose Up
-- Which words stand in a user's applications, for those users who have very
-- many: see storage/sqlstore/search.go. An application whose text is not in
-- here (in_index false) is looked through instead.

alter table applications add column in_index boolean not null default false;
create index applications_not_indexed on applications (user_id, id) where not in_index;

create table application_words (
    user_id        text not null,
    word           text not null,
    application_id text not null,
    primary key (user_id, word, application_id)
) without rowid;

-- Every end of every word, so that what stands inside a word is the beginning
-- of one of its ends.
create table word_endings (
    user_id text not null,
    ending  text not null,
    word    text not null,
    primary key (user_id, ending, word)
) without rowid;

-- A new application is compared with the newest, whose offers are found by id.
drop index job_offers_by_url;
drop index job_offers_by_text;
