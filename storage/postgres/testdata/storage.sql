-- What of Supabase's storage schema the policies rest on: the two tables, who
-- may touch them, and the function that takes a name apart.
create schema storage;
grant usage on schema storage to anon, authenticated, service_role;
create table storage.buckets (id text primary key, name text not null unique, public boolean default false);
create table storage.objects (
    id         uuid primary key default gen_random_uuid(),
    bucket_id  text references storage.buckets (id),
    name       text,
    owner_id   text,
    metadata   jsonb,
    created_at timestamptz default now(),
    unique (bucket_id, name)
);
alter table storage.objects enable row level security;
grant all on storage.objects to anon, authenticated, service_role;
grant select on storage.buckets to anon, authenticated, service_role;
create function storage.foldername(name text) returns text[] language sql immutable as
    $f$ select (string_to_array(name, '/'))[1:cardinality(string_to_array(name, '/')) - 1] $f$;
insert into storage.buckets (id, name) values ('cvs', 'cvs'), ('other', 'other');
