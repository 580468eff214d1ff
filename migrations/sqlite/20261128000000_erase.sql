-- +goose Up
-- Who deletes an application deletes its history, as in PostgreSQL, where the
-- foreign key does it.
-- +goose StatementBegin
create trigger application_takes_its_history before delete on applications
begin
    delete from application_history where user_id = old.user_id and application_id = old.id;
end;
-- +goose StatementEnd
