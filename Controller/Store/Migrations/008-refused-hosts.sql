-- What a run was refused is summed up when it ends: found without reading the host's whole history.
CREATE INDEX IF NOT EXISTS events_refused ON events (run, seq) WHERE event = 'egress_block';
