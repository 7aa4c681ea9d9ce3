using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Which of SQLite's errors say that the store is unavailable, and how that is told to an operator.</summary>
internal static class SqliteFaults
{
    // Primary result codes, https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int NoMemory = 7;
    private const int ReadOnly = 8;
    private const int Input = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>True for a fault of the place rather than of the statement.</summary>
    public static bool IsUnavailable(SqliteException fault) =>
        fault.SqliteErrorCode is Busy or Locked or NoMemory or ReadOnly or Input or Corrupt or Full or CannotOpen or NotADatabase;

    public static StoreUnavailableException Translate(SqliteException fault, string path) => new(
        $"the database {path} takes no writes: " + fault.SqliteErrorCode switch
        {
            Full => "the disk is full",
            ReadOnly => "it is read only",
            Input => $"the disk reports an error ({fault.SqliteExtendedErrorCode})",
            Busy or Locked => "another program holds it",
            NoMemory => "out of memory",
            CannotOpen => "a file beside it cannot be opened",
            _ => "it is damaged",
        },
        fault);
}
