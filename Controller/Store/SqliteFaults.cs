using BotBottle.Controller.Native;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Tells which SQLite errors mean that the store is unavailable, and makes their messages for the operator.</summary>
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

    /// <summary>True for an error of the storage rather than of the statement.</summary>
    public static bool IsUnavailable(SqliteException fault) =>
        fault.SqliteErrorCode is Busy or Locked or NoMemory or ReadOnly or Input or Corrupt or Full or CannotOpen or NotADatabase;

    /// <summary>True if the file itself is damaged: it must not be trusted even if it works again a moment later.</summary>
    public static bool IsDamage(SqliteException fault) => fault.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>Gets the remedy for a damaged database.</summary>
    public static string Mend(string path) => $"Stop the controller: bot-bottle controller stop. {Replace(path)}";

    /// <summary>Gets the remedy for a database that is not in use. A log that stays behind would be written into the next file of that name.</summary>
    public static string Replace(string path) =>
        $"Move {path} away, together with {path}-wal and {path}-shm if they exist; then put a backup in its place. Without one, a new database starts empty. "
            + "Then: bot-bottle controller start";

    /// <summary>Makes the message about a database with which no controller can start, and the remedy.</summary>
    public static StoreUnavailableException AtStart(SqliteException fault, string path) => new(
        fault.SqliteErrorCode switch
        {
            Corrupt or NotADatabase => $"the database {path} is damaged ({fault.Message}). {Replace(path)}",
            Busy or Locked => $"{Translate(fault, path).Message}. Close that program, then: bot-bottle controller start",
            Full => $"{Translate(fault, path).Message}. Make room, then: bot-bottle controller start",
            ReadOnly or CannotOpen => $"{Translate(fault, path).Message}. Give your user write access to it and its folder, then: bot-bottle controller start",
            Input => $"{Translate(fault, path).Message}. Check the disk, then: bot-bottle controller start",
            NoMemory => $"{Translate(fault, path).Message}. Free memory, then: bot-bottle controller start",
            _ => $"the database {path} does not fit this program ({fault.Message}). {Replace(path)}",
        },
        fault);

    public static StoreUnavailableException Translate(SqliteException fault, string path, bool reading = false) => new(
        $"the database {path} {(reading ? "cannot be read" : "takes no writes")}: " + fault.SqliteErrorCode switch
        {
            Full => "the disk is full",
            ReadOnly => "it is read only",
            Input => $"the disk reports an error ({fault.SqliteExtendedErrorCode})",
            Busy or Locked => "another program holds it",
            NoMemory => "out of memory",
            CannotOpen => Unopened(path),
            _ => $"it is damaged ({fault.Message}). {Mend(path)}",
        },
        fault);

    private static string Unopened(string path) => FileFacts.TryOf(path, Links.Follow) switch
    {
        null => "there is no such file, and none can be made",
        { Kind: not FileKind.Regular and var kind } => $"it is {RegularFile.NameOf(kind)}",
        _ => "it, or a file beside it, cannot be opened: look at who owns them and at their modes",
    };
}
