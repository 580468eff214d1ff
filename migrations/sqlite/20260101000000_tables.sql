-- +goose Up
-- One folder holds SQLite's dialect of the tables, the other PostgreSQL's; the
-- queries in storage/sqlstore run on both.
--
-- Every key begins with user_id, so that every lookup stays within one user's
-- rows and no row can link to another user's. Ids are UUIDs as text, times
-- RFC 3339 in UTC with six decimals, which sort as they stand. An identity is
-- a SHA-256 in hex over what makes two saves the same.

create table job_offers (
    user_id     text not null,
    id          text not null,
    identity    text not null,
    text_sha256 text not null,
    title       text not null,
    company     text not null,
    parsed      text not null check (json_valid(parsed)),
    created_at  text not null,
    primary key (user_id, id),
    unique (user_id, identity)
);

create table cvs (
    user_id    text not null,
    id         text not null,
    kind       text not null check (kind in ('base', 'tailored')),
    yaml       blob not null,
    sha256     text not null,
    name       text not null,
    base_id    text,
    plan_id    text,
    file       text not null,
    dir        text not null,
    applied    text not null check (json_valid(applied)), -- null unless tailored by a plan
    created_at text not null,
    primary key (user_id, id),
    unique (user_id, sha256),
    foreign key (user_id, base_id) references cvs (user_id, id),
    foreign key (user_id, plan_id) references plans (user_id, id)
);

create table plans (
    user_id      text not null,
    id           text not null,
    identity     text not null,
    base_id      text not null,
    job_offer_id text,
    changes      text not null check (json_valid(changes)),
    created_at   text not null,
    primary key (user_id, id),
    unique (user_id, identity),
    foreign key (user_id, base_id) references cvs (user_id, id),
    foreign key (user_id, job_offer_id) references job_offers (user_id, id)
);

create table pdfs (
    user_id    text not null,
    id         text not null,
    cv_id      text not null,
    sha256     text not null,
    size       integer not null check (size > 0),
    pages      integer not null check (pages > 0),
    theme      text not null,
    engine     text not null,
    options    text not null check (json_valid(options)),
    blob_key   text not null,
    path       text not null,
    report     text not null check (json_valid(report)),
    created_at text not null,
    primary key (user_id, id),
    unique (user_id, cv_id, sha256),
    foreign key (user_id, cv_id) references cvs (user_id, id)
);

create table applications (
    user_id         text not null,
    id              text not null,
    idempotency_key text,
    job_offer_id    text not null,
    cv_id           text not null,
    pdf_id          text,
    plan_id         text,
    company         text not null,
    title           text not null,
    status          text not null check (status in ('saved', 'applied', 'responded', 'screening', 'interview',
                        'offer', 'accepted', 'rejected', 'withdrawn', 'closed')),
    notes           text not null,
    bundle_sha256   text not null,
    search_text     text not null, -- company, title and notes in lower case
    version         integer not null check (version > 0),
    created_at      text not null,
    updated_at      text not null,
    primary key (user_id, id),
    unique (user_id, idempotency_key),
    foreign key (user_id, job_offer_id) references job_offers (user_id, id),
    foreign key (user_id, cv_id) references cvs (user_id, id),
    foreign key (user_id, pdf_id) references pdfs (user_id, id),
    foreign key (user_id, plan_id) references plans (user_id, id)
);
create index applications_by_status on applications (user_id, status, id);

-- The history of an application only grows.
create table application_history (
    user_id        text not null,
    application_id text not null,
    version        integer not null,
    status         text not null,
    reason         text not null,
    at             text not null,
    primary key (user_id, application_id, version),
    foreign key (user_id, application_id) references applications (user_id, id)
);
-- +goose StatementBegin
create trigger application_history_stays before update on application_history
begin
    select raise(abort, 'the history of an application only grows');
end;
-- +goose StatementEnd

create table communications (
    user_id        text not null,
    id             text not null,
    application_id text not null,
    identity       text not null,
    direction      text not null check (direction in ('inbound', 'outbound')),
    kind           text not null,
    text           text not null,
    at             text not null,
    created_at     text not null,
    primary key (user_id, id),
    unique (user_id, application_id, identity),
    foreign key (user_id, application_id) references applications (user_id, id)
);

create table action_points (
    user_id        text not null,
    id             text not null,
    application_id text not null,
    identity       text not null,
    text           text not null,
    quote          text not null,
    due_on         text not null check (due_on = '' or due_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    waiting        boolean not null,
    done           boolean not null,
    created_at     text not null,
    primary key (user_id, id),
    foreign key (user_id, application_id) references applications (user_id, id)
);
create unique index action_points_open on action_points (user_id, application_id, identity) where not done;

create table facts (
    user_id      text not null,
    id           text not null,
    identity     text not null,
    text         text not null,
    confirmed_on text not null,
    created_at   text not null,
    revoked_at   text,
    primary key (user_id, id)
);
create unique index facts_standing on facts (user_id, identity) where revoked_at is null;

create table refusals (
    user_id    text not null,
    id         text not null,
    identity   text not null,
    claim      text not null,
    created_at text not null,
    primary key (user_id, id),
    unique (user_id, identity)
);
