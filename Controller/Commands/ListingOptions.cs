using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary>The option and the output that every listing shares.</summary>
internal static class ListingOptions
{
    /// <summary>Makes the option <c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs instead of a table." };

    /// <summary>Writes a value as one line of JSON. JSON escapes control characters, so text that an agent chose is safe on a terminal.</summary>
    public static void WriteJson<T>(this CommandHost host, T value, JsonTypeInfo<T> type) =>
        host.Output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes a value as one line of JSON, or for people.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="json">True with <c>--json</c>.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">The value's JSON type.</param>
    /// <param name="write">Writes the value for people.</param>
    /// <returns>The exit code of a success.</returns>
    public static int Write<T>(this CommandHost host, bool json, T value, JsonTypeInfo<T> type, Action<CommandHost, T> write)
    {
        if (json)
        {
            host.WriteJson(value, type);
        }
        else
        {
            write(host, value);
        }

        return ExitCode.Ok;
    }
}
