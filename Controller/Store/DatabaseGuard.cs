using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace BotBottle.Controller.Store;

/// <summary>
/// Prevents writes to a ledger that its path no longer names. Before each transaction and its commit it checks two conditions. The open files must be those
/// that the database's path names. Changes of others in them must be intact and not older than our last write. Otherwise writes are refused, the endangered
/// rows are saved once beside the database, and the reason is reported.
/// </summary>
internal sealed class DatabaseGuard : IDisposable
{
    private const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE

    private readonly string _path;
    private readonly SqliteConnection _writer;
    private readonly DatabaseFiles _files;
    private readonly SqliteStatement _newest;
    private long _committed;
    private volatile string? _damage;
    private volatile string? _saved;

    /// <summary>Begins to watch a database that has just been opened.</summary>
    public DatabaseGuard(string path, SqliteConnection writer)
    {
        _path = path;
        _writer = writer;
        _newest = new SqliteStatement(writer, Newest, 0);
        _committed = _newest.Scalar();
        _files = new DatabaseFiles(path);
    }

    private const string Newest = "SELECT coalesce((SELECT max(seq) FROM events), 0) + coalesce((SELECT max(rowid) FROM ledger), 0)";

    /// <summary>The reason why no write is possible now; null if none is known.</summary>
    public string? Displaced => _damage ?? (_files.Displaced() is { } what ? Tell(what) : null);

    /// <summary>True if SQLite's cleanup at the end would remove its own file.</summary>
    public bool IsLogOurs => _files.IsLogOurs;

    /// <summary>
    /// True if the write-ahead log has lost its database, and all rows are saved: at the next start its pages would be written over the present file.
    /// </summary>
    public bool IsLogOrphaned() =>
        _damage is null && _files.Displaced() is not null && IsLogOurs && (_saved ??= Save()).StartsWith("All", StringComparison.Ordinal);

    /// <summary>Refuses if the named files are not the open ones.</summary>
    /// <exception cref="StoreUnavailableException">They are not.</exception>
    public void RequireInPlace()
    {
        if (Displaced is { } fault)
        {
            throw new StoreUnavailableException(fault);
        }
    }

    /// <summary>Checks the files before a transaction; on the writer's thread.</summary>
    /// <exception cref="StoreUnavailableException">The transaction would be lost, or written into another file.</exception>
    public void Require()
    {
        if (_damage is null && _files.Displaced() is not null)
        {
            _saved ??= Save();
        }

        RequireInPlace();
        _saved = null; // the file is back, and intact
        if (_files.WrittenByOthers())
        {
            RequireWhole();
            _files.Written();
        }
    }

    /// <summary>Records that a transaction of ours is in the files.</summary>
    public void Committed()
    {
        try
        {
            long before = _committed;
            _committed = _newest.Scalar();
            _files.Written();
            if (_committed < before)
            {
                _ = Damage("an older copy was restored into it while it was in use", null);
            }
        }
        catch (SqliteException fault)
        {
            // Committed rows stay; no further ones are written.
            _ = Damage($"it cannot be read ({fault.Message})", fault);
        }
    }

    /// <summary>Records that the database is damaged: it is not used until it is opened again.</summary>
    public void Damaged(string message) => _damage = message;

    /// <summary>Closes displaced connections without SQLite's cleanup, which would remove by name a file of the present database.</summary>
    public static void LeaveFiles(params SqliteConnection[] connections)
    {
        foreach (SqliteConnection connection in connections)
        {
            raw.sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
        }
    }

    /// <summary>Closes its statement, before the connection is closed.</summary>
    public void Dispose() => _newest.Dispose();

    // A separate connection has not cached any page.
    private void RequireWhole()
    {
        try
        {
            using SqliteConnection reader = SqliteConnections.OpenReader(_path);
            using SqliteCommand check = reader.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            string found = (string)check.ExecuteScalar()!;
            string? wrong = found != "ok" ? $"it is damaged ({found})"
                : SqliteQueries.Number(reader, Newest) < _committed ? "an older copy was put over it while it was in use" : null;
            if (wrong is not null)
            {
                throw Damage(wrong, null);
            }
        }
        catch (SqliteException fault) when (SqliteFaults.IsDamage(fault))
        {
            throw Damage($"it was overwritten while it was in use ({fault.Message})", fault);
        }
    }

    private StoreUnavailableException Damage(string what, SqliteException? cause)
    {
        _damage = $"the database {_path} takes no writes: {what}. {SqliteFaults.Mend(_path)}";
        return new StoreUnavailableException(_damage, cause);
    }

    private string Tell(string what) =>
        $"the database {_path} takes no writes: {what}. {_saved}Put it back as it was, or go on with what you put there: bot-bottle controller stop, then "
            + "bot-bottle controller start";

    // The open files contain all rows, whatever their names refer to.
    private string Save()
    {
        string copy = string.Create(CultureInfo.InvariantCulture, $"{_path}.saved-{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}");
        try
        {
            using (SafeFileHandle made = File.OpenHandle(copy, FileMode.CreateNew, FileAccess.Write))
            {
                File.SetUnixFileMode(made, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            using SqliteCommand save = _writer.CreateCommand();
            save.CommandText = "VACUUM INTO $1";
            save.Parameters.AddWithValue("$1", copy);
            save.ExecuteNonQuery();
            return $"All that was in it is saved in {copy}. ";
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            return $"What was in it could not be saved ({failure.Message}). ";
        }
    }
}
