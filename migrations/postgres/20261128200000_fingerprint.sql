-- +goose Up
-- What an offer is recognised by stands in columns of its own: the document is
-- not read to compare two offers. Offers of earlier versions have no
-- fingerprint; they are compared by their texts.
--
-- An update would see no row, as the table's own policies hold for its owner;
-- so the columns are first generated and then become like any other.

alter table public.job_offers
    add column reference   text generated always as (coalesce(parsed -> 'job_offer' ->> 'reference', '')) stored,
    add column fingerprint bytea;
alter table public.job_offers
    alter column url drop expression,
    alter column url set default '',
    alter column url set not null,
    alter column reference drop expression,
    alter column reference set default '',
    alter column reference set not null;

update bespoke.tables_version set version = 20261128200000;
