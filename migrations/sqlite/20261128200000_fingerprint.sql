-- +goose Up
-- What an offer is recognised by stands in columns of its own: the document is
-- not read to compare two offers. Offers of earlier versions have no
-- fingerprint; they are compared by their texts.

drop index job_offers_by_url;
alter table job_offers drop column url;
alter table job_offers add column url text not null default '';
alter table job_offers add column reference text not null default '';
alter table job_offers add column fingerprint blob;
update job_offers set
    url = coalesce(parsed -> 'job_offer' ->> 'url', ''),
    reference = coalesce(parsed -> 'job_offer' ->> 'reference', '');
create index job_offers_by_url on job_offers (user_id, url) where url <> '';
