-- +goose Up
-- Who may review a plan in a browser: links that work once, and the sessions
-- that they open. Only digests of the secrets are kept.

create table public.review_grants (
    user_id    uuid not null,
    digest     text not null, -- SHA-256 of the secret, hex
    plan_id    text not null, -- "plan_…"
    once       boolean not null,
    local      boolean not null,
    expires_at timestamptz not null,
    primary key (user_id, digest)
);
create index review_grants_by_end on public.review_grants (user_id, expires_at);

alter table public.review_grants enable row level security;
alter table public.review_grants force row level security;
revoke all on public.review_grants from public, anon, authenticated;
grant select, insert, delete on public.review_grants to authenticated;
create policy review_grants_select on public.review_grants for select to authenticated
    using ((select auth.uid()) = user_id);
create policy review_grants_insert on public.review_grants for insert to authenticated
    with check ((select auth.uid()) = user_id);
create policy review_grants_delete on public.review_grants for delete to authenticated
    using ((select auth.uid()) = user_id);

update bespoke.tables_version set version = 20261128150000;
