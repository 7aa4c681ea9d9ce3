-- What operators were asked about held requests, and what they said. Text is an agent's: cleaned and bounded before it comes here.
CREATE TABLE IF NOT EXISTS approvals (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    run         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,              -- a keyed hash of the value: the key is the run's alone and never kept
    state       TEXT NOT NULL,
    rule        TEXT NOT NULL,
    place       TEXT NOT NULL,
    context     TEXT NOT NULL,
    route       TEXT NOT NULL,
    host        TEXT NOT NULL,
    method      TEXT NOT NULL,
    path        TEXT NOT NULL,
    asked_at    INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    decided_at  INTEGER,
    decided_by  TEXT
);
CREATE INDEX IF NOT EXISTS approvals_run ON approvals (run, state);
-- A value waits once or is decided once; what timed out may be asked for again.
CREATE UNIQUE INDEX IF NOT EXISTS approvals_standing ON approvals (run, fingerprint) WHERE state IN ('pending', 'approved', 'rejected');

-- Runs whose held requests are refused at once.
CREATE TABLE IF NOT EXISTS unsupervised_runs (
    run TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
