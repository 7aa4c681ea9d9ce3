using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace BotBottle.Controller.Store;

/// <summary>
/// Keeps the ledger from being written where nobody finds it: before each transaction, and before its commit, the open files must be those that the database's path names, and
/// what others have written into them must be whole and not older than what we have written. Otherwise nothing is taken, the rows that are in danger are saved beside it, once, and the reason is told.
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

    /// <summary>Why nothing can be written now; null where nothing is known against it.</summary>
    public string? Displaced => _damage ?? (_files.Displaced() is { } what ? Tell(what) : null);

    /// <summary>Whether SQLite's tidying up at the end would meet its own file.</summary>
    public bool IsLogOurs => _files.IsLogOurs;

    /// <summary>Whether the write-ahead log has lost its database, and all rows are saved: at the next start its pages would be written over what lies there now.</summary>
    public bool IsLogOrphaned() => _damage is null && _files.Displaced() is not null && IsLogOurs && (_saved ??= Save()).StartsWith("All", StringComparison.Ordinal);

    /// <summary>Refuses where the files are others than those that are open.</summary>
    /// <exception cref="StoreUnavailableException">They are.</exception>
    public void RequireInPlace()
    {
        if (Displaced is { } fault)
        {
            throw new StoreUnavailableException(fault);
        }
    }

    /// <summary>Looks at the files before a transaction; on the writer's thread.</summary>
    /// <exception cref="StoreUnavailableException">It would be lost, or written into something else.</exception>
    public void Require()
    {
        if (_damage is null && _files.Displaced() is not null)
        {
            _saved ??= Save();
        }

        RequireInPlace();
        _saved = null; // it is back, and whole
        if (_files.WrittenByOthers())
        {
            RequireWhole();
            _files.Written();
        }
    }

    /// <summary>A transaction of ours is in the files.</summary>
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
            // What was committed stays so; nothing more goes in.
            _ = Damage($"it cannot be read ({fault.Message})", fault);
        }
    }

    /// <summary>The database turned out to be damaged: it is not believed again until it is opened anew.</summary>
    public void Damaged(string message) => _damage = message;

    /// <summary>Closes what is displaced without SQLite's tidying up, which would take away, by its name, a file of the one that lies there now.</summary>
    public static void LeaveFiles(params SqliteConnection[] connections)
    {
        foreach (SqliteConnection connection in connections)
        {
            raw.sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
        }
    }

    /// <summary>Ends its statement, before the connection is closed.</summary>
    public void Dispose() => _newest.Dispose();

    // A connection of its own has read no page before.
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
        $"the database {_path} takes no writes: {what}. {_saved}Put it back as it was, or go on with what you put there: bot-bottle controller stop, then bot-bottle controller start";

    // The open files hold all rows, whatever is called by their name.
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
