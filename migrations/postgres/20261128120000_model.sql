-- +goose Up
-- What the model answered, so that the same question is not paid twice, and
-- what each call of it took, so that budgets hold over machines.

create table public.model_answers (
    user_id uuid not null,
    digest  text not null, -- of the model and the whole question
    answer  text not null, -- JSON
    used_at timestamptz not null,
    primary key (user_id, digest)
);
create index model_answers_by_use on public.model_answers (user_id, used_at);

create table public.model_calls (
    user_id    uuid not null,
    id         uuid not null,
    run_id     text not null, -- "run_…", empty outside of a run
    tokens     bigint not null check (tokens >= 0),
    call       jsonb not null,
    created_at timestamptz not null,
    primary key (user_id, id)
);
create index model_calls_by_time on public.model_calls (user_id, created_at);
create index model_calls_by_run on public.model_calls (user_id, run_id);

-- +goose StatementBegin
do $$
declare
    name text;
begin
    foreach name in array array['model_answers', 'model_calls']
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
        continue when name = 'model_calls'; -- nobody writes a bill anew
        execute format('grant update on public.%I to authenticated', name);
        execute format('create policy %I on public.%I for update to authenticated
            using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id)', name || '_update', name);
    end loop;
end
$$;
-- +goose StatementEnd

update bespoke.tables_version set version = 20261128120000;
