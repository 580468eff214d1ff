-- What Supabase has and plain PostgreSQL has not, as far as the tables need
-- it: the roles, and auth.uid(), auth.role() and auth.jwt(), which read the
-- claims of the current request. Running it again, or on Supabase, changes
-- nothing.
do $$
declare
    name text;
begin
    foreach name in array array['anon', 'authenticated', 'service_role']
    loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin noinherit', name);
            if name = 'service_role' then
                execute 'alter role service_role bypassrls';
            end if;
        end if;
    end loop;
    if to_regnamespace('auth') is null then
        create schema auth;
        grant usage on schema auth to anon, authenticated, service_role;
    end if;
    if to_regprocedure('auth.jwt()') is null then
        create function auth.jwt() returns jsonb language sql stable as
            $f$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $f$;
    end if;
    if to_regprocedure('auth.uid()') is null then
        create function auth.uid() returns uuid language sql stable as
            $f$ select (auth.jwt() ->> 'sub')::uuid $f$;
    end if;
    if to_regprocedure('auth.role()') is null then
        create function auth.role() returns text language sql stable as
            $f$ select auth.jwt() ->> 'role' $f$;
    end if;
end
$$;
