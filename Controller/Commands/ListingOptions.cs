using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary>What every listing has in common.</summary>
internal static class ListingOptions
{
    /// <summary>The option <c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs instead of a table." };

    /// <summary>Writes a value as one line of JSON. Control characters are escaped by the format, so that agent-chosen text is safe on a terminal.</summary>
    public static void WriteJson<T>(this CommandHost host, T value, JsonTypeInfo<T> type) =>
        host.Output.WriteLine(JsonSerializer.Serialize(value, type));
}
