-- What became of the order to freeze a run: ordered, kept (its folder is frozen/<run>) or resumed. A run without a row was never frozen, or is over since.
CREATE TABLE IF NOT EXISTS run_freezes (
    run  TEXT PRIMARY KEY,
    step TEXT NOT NULL
) WITHOUT ROWID;
