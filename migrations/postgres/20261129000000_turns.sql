-- +goose Up
-- Each user has so many turns, over all workers; a run takes one while it is
-- carried out. A worker keeps what it took for a moment, for the user's next run,
-- and loses it with its lease. Only the program's login role may touch it. A
-- crash of the server empties it, which makes every turn free.
create unlogged table bespoke.user_turns (
    user_id   uuid not null,
    turn      smallint not null,
    worker_id uuid not null,
    primary key (user_id, turn)
);
revoke all on bespoke.user_turns from public, anon, authenticated;
grant select, insert, update, delete on bespoke.user_turns to bespoke_login;

update bespoke.tables_version set version = 20261129000000;
