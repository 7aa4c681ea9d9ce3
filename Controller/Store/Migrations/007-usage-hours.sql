-- The ledger summed by the hour in which calls ended, so that a year's usage is told without reading a year's rows. Kept by the database itself: whatever
-- adds a row adds to its sum, in the same transaction.
CREATE TABLE IF NOT EXISTS usage_hours (
    hour        INTEGER NOT NULL,           -- since 1970 UTC
    run         TEXT NOT NULL,
    provider    TEXT NOT NULL,
    model       TEXT NOT NULL,              -- empty where none is known
    first_id    INTEGER NOT NULL,           -- the first of its ledger rows
    requests    INTEGER NOT NULL,
    input       INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    cache_read  INTEGER NOT NULL,
    output      INTEGER NOT NULL,
    charged     INTEGER NOT NULL,
    inexact     INTEGER NOT NULL,           -- calls whose usage is not exact
    PRIMARY KEY (hour, run, provider, model)
) WITHOUT ROWID;

-- The hour in which a period begins is read row by row.
CREATE INDEX IF NOT EXISTS ledger_ended ON ledger (ended_at);

INSERT OR IGNORE INTO usage_hours
SELECT ended_at / 3600000, run, provider, coalesce(model, ''), min(id), count(*), sum(input), sum(cache_write), sum(cache_read), sum(output), sum(charged), sum(quality <> 'exact')
FROM ledger GROUP BY 1, 2, 3, 4;

CREATE TRIGGER IF NOT EXISTS ledger_hours AFTER INSERT ON ledger BEGIN
    INSERT INTO usage_hours VALUES (
        NEW.ended_at / 3600000, NEW.run, NEW.provider, coalesce(NEW.model, ''), NEW.id, 1, NEW.input, NEW.cache_write, NEW.cache_read, NEW.output, NEW.charged,
        NEW.quality <> 'exact')
    ON CONFLICT (hour, run, provider, model) DO UPDATE SET
        requests = requests + 1, input = input + excluded.input, cache_write = cache_write + excluded.cache_write, cache_read = cache_read + excluded.cache_read,
        output = output + excluded.output, charged = charged + excluded.charged, inexact = inexact + excluded.inexact;
END;
