-- +goose Up
-- An action point may have a time of the day, in a zone or in none, and an
-- offer is found again by its text and its address.

alter table public.action_points
    add column due_time text not null default '' check (due_time = '' or due_time ~ '^[0-2]\d:[0-5]\d$'),
    add column zone     text not null default ''; -- IANA name

alter table public.job_offers add column url text
    generated always as (coalesce(parsed -> 'job_offer' ->> 'url', '')) stored;
create index job_offers_by_url on public.job_offers (user_id, url) where url <> '';
create index job_offers_by_text on public.job_offers (user_id, text_sha256);

update bespoke.tables_version set version = 20261128161000;
