-- +goose Up
-- The tables of migrations/sqlite in PostgreSQL's types, with row-level
-- security for Supabase: a request becomes the role "authenticated" with the
-- user's claims for one transaction, and sees and writes that user's rows only.
--
-- Every key begins with user_id: an index serves every policy, and foreign
-- keys cannot reach another user's rows. Up only: the Supabase CLI would run a
-- Down section.

create schema if not exists bespoke;

create table public.job_offers (
    user_id     uuid not null,
    id          uuid not null,
    identity    text not null,
    text_sha256 text not null,
    title       text not null,
    company     text not null,
    parsed      jsonb not null,
    created_at  timestamptz not null,
    primary key (user_id, id),
    unique (user_id, identity)
);

create table public.cvs (
    user_id    uuid not null,
    id         uuid not null,
    kind       text not null check (kind in ('base', 'tailored')),
    yaml       bytea not null,
    sha256     text not null,
    name       text not null,
    base_id    uuid,
    plan_id    uuid,
    file       text not null,
    dir        text not null,
    applied    jsonb not null, -- null unless tailored by a plan
    created_at timestamptz not null,
    primary key (user_id, id),
    unique (user_id, sha256),
    foreign key (user_id, base_id) references public.cvs (user_id, id)
);

create table public.plans (
    user_id      uuid not null,
    id           uuid not null,
    identity     text not null,
    base_id      uuid not null,
    job_offer_id uuid,
    changes      jsonb not null,
    created_at   timestamptz not null,
    primary key (user_id, id),
    unique (user_id, identity),
    foreign key (user_id, base_id) references public.cvs (user_id, id),
    foreign key (user_id, job_offer_id) references public.job_offers (user_id, id)
);
alter table public.cvs add foreign key (user_id, plan_id) references public.plans (user_id, id);

create table public.pdfs (
    user_id    uuid not null,
    id         uuid not null,
    cv_id      uuid not null,
    sha256     text not null,
    size       bigint not null check (size > 0),
    pages      integer not null check (pages > 0),
    theme      text not null,
    engine     text not null,
    options    jsonb not null,
    blob_key   text not null,
    path       text not null,
    report     jsonb not null,
    created_at timestamptz not null,
    primary key (user_id, id),
    unique (user_id, cv_id, sha256),
    foreign key (user_id, cv_id) references public.cvs (user_id, id)
);

create table public.applications (
    user_id         uuid not null,
    id              uuid not null,
    idempotency_key text,
    job_offer_id    uuid not null,
    cv_id           uuid not null,
    pdf_id          uuid,
    plan_id         uuid,
    company         text not null,
    title           text not null,
    status          text not null check (status in ('saved', 'applied', 'responded', 'screening', 'interview',
                        'offer', 'accepted', 'rejected', 'withdrawn', 'closed')),
    notes           text not null,
    bundle_sha256   text not null,
    search_text     text not null, -- company, title and notes in lower case
    version         integer not null check (version > 0),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    primary key (user_id, id),
    unique (user_id, idempotency_key),
    foreign key (user_id, job_offer_id) references public.job_offers (user_id, id),
    foreign key (user_id, cv_id) references public.cvs (user_id, id),
    foreign key (user_id, pdf_id) references public.pdfs (user_id, id),
    foreign key (user_id, plan_id) references public.plans (user_id, id)
);
create index applications_by_status on public.applications (user_id, status, id);

-- The history of an application only grows: nobody may update it, see below.
create table public.application_history (
    user_id        uuid not null,
    application_id uuid not null,
    version        integer not null,
    status         text not null,
    reason         text not null,
    at             timestamptz not null,
    primary key (user_id, application_id, version),
    foreign key (user_id, application_id) references public.applications (user_id, id)
);

create table public.communications (
    user_id        uuid not null,
    id             uuid not null,
    application_id uuid not null,
    identity       text not null,
    direction      text not null check (direction in ('inbound', 'outbound')),
    kind           text not null,
    text           text not null,
    at             timestamptz not null,
    created_at     timestamptz not null,
    primary key (user_id, id),
    unique (user_id, application_id, identity),
    foreign key (user_id, application_id) references public.applications (user_id, id)
);

create table public.action_points (
    user_id        uuid not null,
    id             uuid not null,
    application_id uuid not null,
    identity       text not null,
    text           text not null,
    quote          text not null,
    due_on         text not null check (due_on = '' or due_on ~ '^\d{4}-\d{2}-\d{2}$'),
    waiting        boolean not null,
    done           boolean not null,
    created_at     timestamptz not null,
    primary key (user_id, id),
    foreign key (user_id, application_id) references public.applications (user_id, id)
);
create unique index action_points_open on public.action_points (user_id, application_id, identity) where not done;

create table public.facts (
    user_id      uuid not null,
    id           uuid not null,
    identity     text not null,
    text         text not null,
    confirmed_on text not null,
    created_at   timestamptz not null,
    revoked_at   timestamptz,
    primary key (user_id, id)
);
create unique index facts_standing on public.facts (user_id, identity) where revoked_at is null;

create table public.refusals (
    user_id    uuid not null,
    id         uuid not null,
    identity   text not null,
    claim      text not null,
    created_at timestamptz not null,
    primary key (user_id, id),
    unique (user_id, identity)
);

-- Row-level security: one policy a verb. (select auth.uid()) is evaluated once
-- a statement, a bare call once a row.
-- +goose StatementBegin
do $$
declare
    name text;
begin
    foreach name in array array['job_offers', 'cvs', 'plans', 'pdfs', 'applications', 'application_history',
        'communications', 'action_points', 'facts', 'refusals']
    loop
        execute format('alter table public.%I enable row level security', name);
        execute format('alter table public.%I force row level security', name);
        execute format('revoke all on public.%I from public, anon, authenticated', name);
        execute format('grant select, insert on public.%I to authenticated', name);
        execute format('create policy %I on public.%I for select to authenticated
            using ((select auth.uid()) = user_id)', name || '_select', name);
        execute format('create policy %I on public.%I for insert to authenticated
            with check ((select auth.uid()) = user_id)', name || '_insert', name);
        continue when name = 'application_history';
        execute format('grant update, delete on public.%I to authenticated', name);
        execute format('create policy %I on public.%I for update to authenticated
            using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id)', name || '_update', name);
        execute format('create policy %I on public.%I for delete to authenticated
            using ((select auth.uid()) = user_id)', name || '_delete', name);
    end loop;
end
$$;
-- +goose StatementEnd

-- The program checks that the tables are the ones it knows, whoever migrated
-- them. Every later migration ends with an update of this row.
create table bespoke.tables_version (version bigint not null);
insert into bespoke.tables_version (version) values (20260101000000);
grant usage on schema bespoke to authenticated;
grant select on bespoke.tables_version to authenticated;

-- The role the program logs in as: it has no rights of its own (noinherit)
-- until a transaction becomes a user, so a forgotten step fails closed. The
-- operator gives it a password: alter role bespoke_login login password '…'.
-- +goose StatementBegin
do $$
begin
    if not exists (select from pg_roles where rolname = 'bespoke_login') then
        create role bespoke_login noinherit;
    end if;
end
$$;
-- +goose StatementEnd
grant authenticated to bespoke_login;
