-- Times are milliseconds since 1970 UTC. Enums are the wire names of Core/Control, frozen by a test.

CREATE TABLE IF NOT EXISTS runs (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    token_hash   BLOB NOT NULL,             -- SHA-256: the token itself is told once and never kept
    agent        TEXT,
    bottle       TEXT,
    isolation    TEXT NOT NULL,
    shutdown     TEXT,
    command      TEXT NOT NULL,             -- JSON list
    folder       TEXT NOT NULL,
    owner_pid    INTEGER NOT NULL,
    owner_start  INTEGER NOT NULL,          -- clock ticks since boot: an id used again is never mistaken
    agent_pid    INTEGER,
    agent_start  INTEGER,
    operator_cut TEXT,                      -- JSON EgressCut
    budget_cut   TEXT,                      -- JSON EgressCut
    kill_ordered INTEGER NOT NULL DEFAULT 0,
    requests     INTEGER NOT NULL DEFAULT 0,
    refusals     INTEGER NOT NULL DEFAULT 0,
    started_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    exit_code    INTEGER,
    final_budgets TEXT,                     -- JSON: what governed it when it ended
    drained      INTEGER NOT NULL DEFAULT 0 -- 1 once no spool of an ended run is left
);
CREATE UNIQUE INDEX IF NOT EXISTS runs_live_name ON runs (name) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS runs_open ON runs (drained) WHERE drained = 0;

-- The chain of a run, nearest first: which counters its calls add to.
CREATE TABLE IF NOT EXISTS run_scopes (
    run   TEXT NOT NULL,
    rank  INTEGER NOT NULL,
    scope TEXT NOT NULL,
    PRIMARY KEY (run, rank)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS run_scopes_scope ON run_scopes (scope, run);

-- One row a model call, written once. The run stands in the key, so that no run can take another's exchange id.
CREATE TABLE IF NOT EXISTS ledger (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange     TEXT NOT NULL,
    run          TEXT NOT NULL,
    provider     TEXT NOT NULL,
    host         TEXT NOT NULL,
    path         TEXT NOT NULL,
    model        TEXT,
    response_id  TEXT,
    status       INTEGER NOT NULL,
    input        INTEGER NOT NULL,
    cache_read   INTEGER NOT NULL,
    cache_write  INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    reasoning    INTEGER NOT NULL,
    charged      INTEGER NOT NULL,
    quality      TEXT NOT NULL,
    exchange_end TEXT NOT NULL,
    started_at   INTEGER NOT NULL,
    ended_at     INTEGER NOT NULL,
    committed_at INTEGER NOT NULL,
    UNIQUE (exchange, run)
);
CREATE INDEX IF NOT EXISTS ledger_provider_time ON ledger (provider, committed_at);
CREATE INDEX IF NOT EXISTS ledger_run ON ledger (run);

-- What each scope spent since its last reset, kept in the transaction of the ledger row.
CREATE TABLE IF NOT EXISTS counters (
    scope    TEXT NOT NULL,
    provider TEXT NOT NULL,
    tokens   INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    since_id INTEGER NOT NULL DEFAULT 0,    -- ledger rows up to this one are before the reset
    crossed  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, provider)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS budgets (
    scope       TEXT NOT NULL,
    provider    TEXT NOT NULL,
    layer       TEXT NOT NULL,              -- declared (--budget) or set (by an operator, wins)
    tokens      INTEGER,
    requests    INTEGER,
    budget_window TEXT NOT NULL,
    enforcement TEXT NOT NULL,
    gate        TEXT NOT NULL,
    warn_at     TEXT NOT NULL,              -- JSON list
    origin      TEXT NOT NULL,
    PRIMARY KEY (scope, provider, layer)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS warnings (
    scope    TEXT NOT NULL,
    provider TEXT NOT NULL,
    fraction REAL NOT NULL,
    told_at  INTEGER NOT NULL,
    PRIMARY KEY (scope, provider, fraction)
) WITHOUT ROWID;

-- AUTOINCREMENT: a number is never used again, so that a stream's after=N stays right.
CREATE TABLE IF NOT EXISTS events (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    time    INTEGER NOT NULL,
    event   TEXT NOT NULL,
    run     TEXT,
    name    TEXT,
    message TEXT NOT NULL,
    audit   INTEGER NOT NULL,
    data    TEXT
);

-- One row that a probe writes, to learn whether a store that failed takes writes again.
CREATE TABLE IF NOT EXISTS probe (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    writes INTEGER NOT NULL
);
INSERT OR IGNORE INTO probe (id, writes) VALUES (1, 0);
