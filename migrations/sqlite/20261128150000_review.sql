-- +goose Up
-- Who may review a plan in a browser: links that work once, and the sessions
-- that they open. Only digests of the secrets are kept.

create table review_grants (
    user_id    text not null,
    digest     text not null, -- SHA-256 of the secret, hex
    plan_id    text not null, -- "plan_…"
    once       boolean not null,
    local      boolean not null,
    expires_at text not null,
    primary key (user_id, digest)
);
create index review_grants_by_end on review_grants (user_id, expires_at);
