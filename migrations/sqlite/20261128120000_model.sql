-- +goose Up
-- What the model answered, so that the same question is not paid twice, and
-- what each call of it took, so that budgets hold over processes.

create table model_answers (
    user_id text not null,
    digest  text not null, -- of the model and the whole question
    answer  text not null, -- JSON
    used_at text not null,
    primary key (user_id, digest)
);
create index model_answers_by_use on model_answers (user_id, used_at);

create table model_calls (
    user_id    text not null,
    id         text not null,
    run_id     text not null, -- "run_…", empty outside of a run
    tokens     integer not null check (tokens >= 0),
    call       text not null, -- JSON
    created_at text not null,
    primary key (user_id, id)
);
create index model_calls_by_time on model_calls (user_id, created_at);
create index model_calls_by_run on model_calls (user_id, run_id);
