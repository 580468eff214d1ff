-- +goose Up
-- An action point may have a time of the day, in a zone or in none, and an
-- offer is found again by its text and its address.

alter table action_points add column due_time text not null default ''
    check (due_time = '' or due_time glob '[0-2][0-9]:[0-5][0-9]');
alter table action_points add column zone text not null default ''; -- IANA name

alter table job_offers add column url text
    generated always as (coalesce(parsed -> 'job_offer' ->> 'url', '')) virtual;
create index job_offers_by_url on job_offers (user_id, url) where url <> '';
create index job_offers_by_text on job_offers (user_id, text_sha256);
