-- +goose Up
-- What users have taken of their shares (requests, starts of runs), so that
-- several processes behind one address give a user one share between them.
-- "due" is when the share is whole again. Only the program's login role may
-- touch it. A crash of the server empties it, which makes every share whole.
create unlogged table bespoke.user_shares (
    user_id uuid not null,
    what    text not null,
    due     timestamptz not null,
    primary key (user_id, what)
);
revoke all on bespoke.user_shares from public, anon, authenticated;
grant select, insert, update, delete on bespoke.user_shares to bespoke_login;

update bespoke.tables_version set version = 20261128220000;
