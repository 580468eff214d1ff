-- +goose Up
-- What many machines need beside the tables: who is alive, where PDFs may lie,
-- and a history that goes with its application and no sooner.

-- A worker that carries out runs renews its lease; the runs of one whose lease
-- has expired are taken over by the others. Only the program's login role may
-- touch it: no request becomes a worker.
create table bespoke.worker_leases (
    id         uuid primary key,
    expires_at timestamptz not null
);
revoke all on bespoke.worker_leases from public, anon, authenticated;
grant usage on schema bespoke to bespoke_login;
grant select, insert, update, delete on bespoke.worker_leases to bespoke_login;

-- Nobody may update or delete history rows, but who deletes an application
-- deletes its history: foreign keys are followed past row-level security.
alter table public.application_history drop constraint application_history_user_id_application_id_fkey;
alter table public.application_history add foreign key (user_id, application_id)
    references public.applications (user_id, id) on delete cascade;

-- PDFs lie in the private bucket "cvs", each user's in a folder named by the
-- user's id. `bespoke supabase init` makes the bucket. Plain PostgreSQL has no
-- storage schema, and keeps PDFs elsewhere.
-- +goose StatementBegin
do $$
begin
    if to_regclass('storage.objects') is null then
        return;
    end if;
    create policy cvs_select on storage.objects for select to authenticated
        using (bucket_id = 'cvs' and (storage.foldername(name))[1] = (select auth.uid()::text));
    create policy cvs_insert on storage.objects for insert to authenticated
        with check (bucket_id = 'cvs' and (storage.foldername(name))[1] = (select auth.uid()::text));
    create policy cvs_update on storage.objects for update to authenticated
        using (bucket_id = 'cvs' and (storage.foldername(name))[1] = (select auth.uid()::text))
        with check (bucket_id = 'cvs' and (storage.foldername(name))[1] = (select auth.uid()::text));
    create policy cvs_delete on storage.objects for delete to authenticated
        using (bucket_id = 'cvs' and (storage.foldername(name))[1] = (select auth.uid()::text));
end
$$;
-- +goose StatementEnd

update bespoke.tables_version set version = 20261128000000;
