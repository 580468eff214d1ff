-- +goose Up
-- Documents are kept as they are written. No query looks into them, so that
-- taking them apart for jsonb, and putting them together for every reader, is
-- for nothing; json only checks them. The tables are written anew, with LZ4
-- where the server was built with it.

-- +goose StatementBegin
do $$
begin
    perform set_config('default_toast_compression', 'lz4', true);
exception when invalid_parameter_value then
    raise notice 'documents stay compressed as they were: %', sqlerrm;
end
$$;
-- +goose StatementEnd

alter table public.job_offers alter column parsed type json;
alter table public.cvs alter column applied type json;
alter table public.plans alter column changes type json;
alter table public.pdfs alter column options type json, alter column report type json;
alter table public.model_calls alter column call type json;

update bespoke.tables_version set version = 20261129020000;
