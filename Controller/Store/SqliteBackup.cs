using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Copies a database beside it, before a change that earlier programs cannot read.</summary>
internal static class SqliteBackup
{
    /// <summary>Copies the whole database, with the content of its log. An unfinished copy never has the name of a finished one.</summary>
    /// <returns>The copy's path.</returns>
    /// <exception cref="StoreUnavailableException">The copy cannot be written.</exception>
    public static string Make(SqliteConnection connection)
    {
        string path = connection.DataSource;
        string backup = string.Create(CultureInfo.InvariantCulture, $"{path}.before-{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}");
        string part = path + ".before.part";
        try
        {
            File.Delete(part);
            SqliteConnections.Copy(connection, part);
            File.Move(part, backup);
            return backup;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            Remove(part);
            throw new StoreUnavailableException(
                $"the database {path} must be migrated, and no backup of it can be written beside it ({failure.Message}). Nothing was changed. " +
                $"Make room for {new FileInfo(path).Length / 1_000_000 + 1} MB, then: bot-bottle controller start", failure);
        }
    }

    /// <summary>Removes a copy after a failure, which is reported already: a second one would hide it.</summary>
    public static void Remove(string copy)
    {
        try
        {
            File.Delete(copy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // An unfinished copy is removed by the next start.
        }
    }
}
