using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BotBottle.Core.Budgets;
using BotBottle.Core.Text;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>Converts our values to and from SQLite's columns.</summary>
internal static class SqliteValues
{
    public static object OrNull(object? value) => value ?? DBNull.Value;

    public static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static object Milliseconds(DateTimeOffset? time) => time is { } t ? t.ToUnixTimeMilliseconds() : DBNull.Value;

    public static object Json<T>(T? value, JsonTypeInfo<T> type) where T : class =>
        value is null ? DBNull.Value : JsonSerializer.Serialize(value, type);

    public static string? Text(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static DateTimeOffset Time(this SqliteDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static T? Json<T>(this SqliteDataReader row, int column, JsonTypeInfo<T> type) where T : class =>
        row.IsDBNull(column) ? null : JsonSerializer.Deserialize(row.GetString(column), type);

    /// <exception cref="InvalidDataException">The database contains a name that this program does not know.</exception>
    public static T Name<T>(this SqliteDataReader row, int column) where T : struct, Enum =>
        WireNames.TryParse(row.GetString(column), out T value)
            ? value
            : throw new InvalidDataException($"the database holds '{row.GetString(column)}' where a {typeof(T).Name} belongs");

    /// <exception cref="InvalidDataException">The database contains an invalid scope.</exception>
    public static Scope Scope(this SqliteDataReader row, int column) =>
        Core.Budgets.Scope.TryParse(row.GetString(column), out Scope scope)
            ? scope
            : throw new InvalidDataException($"the database holds '{row.GetString(column)}' where a scope belongs");
}
