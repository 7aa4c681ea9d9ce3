-- A decision is kept under its value and its destination: rows from before hold for the destination that they were asked for.
DROP INDEX IF EXISTS approvals_standing;
CREATE UNIQUE INDEX IF NOT EXISTS approvals_standing ON approvals (run, fingerprint, host) WHERE state IN ('pending', 'approved', 'rejected');

-- How far a yes reaches that is not for one destination until the run ends.
CREATE TABLE IF NOT EXISTS approval_reach (
    approval TEXT NOT NULL PRIMARY KEY,
    any_host INTEGER NOT NULL,
    once     INTEGER NOT NULL,
    until    INTEGER                        -- when it ends by itself; NULL for the end of the run
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS approval_reach_gone AFTER DELETE ON approvals
BEGIN
    DELETE FROM approval_reach WHERE approval = OLD.id;
END;
