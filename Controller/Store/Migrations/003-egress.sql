-- What a run's egress is decided on, besides its orders: JSON RunEgress, which has names of credentials and no values. A controller that takes over knows the
-- routes that the last one was told. A run has none once it is drained, or where the program that started it did not say.
CREATE TABLE IF NOT EXISTS run_egress (
    run    TEXT PRIMARY KEY,
    egress TEXT NOT NULL
) WITHOUT ROWID;
