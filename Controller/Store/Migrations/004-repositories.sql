-- How strict a crossed budget is at least for a run whose agent a repository brings; a run without a row follows its own policy alone.
CREATE TABLE IF NOT EXISTS run_shutdown_at_least (
    run      TEXT PRIMARY KEY,
    shutdown TEXT NOT NULL
) WITHOUT ROWID;
