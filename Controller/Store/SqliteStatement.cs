using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Store;

/// <summary>A statement that is prepared once and run many times, with positional parameters (<c>$1</c>, <c>$2</c> …).</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;

    public SqliteStatement(SqliteConnection connection, string sql, int parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (int i = 1; i <= parameters; i++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }
    }

    public void Dispose() => _command.Dispose();

    /// <summary>Runs it; returns the number of changed rows.</summary>
    public int Run(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it; returns the single value.</summary>
    public long Scalar(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return (long)(_command.ExecuteScalar() ?? throw new InvalidDataException($"no value from: {_command.CommandText}"));
    }

    private void Bind(ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }
    }
}
