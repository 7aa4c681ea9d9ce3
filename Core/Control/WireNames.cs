using System.Text.Json;

namespace BotBottle.Core.Control;

/// <summary>The same names as <see cref="WireName{T}"/>, outside JSON: for the database, options and messages.</summary>
public static class WireNames
{
    /// <summary>The name that stands for <paramref name="value"/> on the wire and in the database.</summary>
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Reads a wire name; false when no member has it.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (Of(candidate) == name)
            {
                value = candidate;
                return true;
            }
        }
        value = default;
        return false;
    }
}
