using System.Text.Json;

namespace BotBottle.Core.Text;

/// <summary>The names of <see cref="WireName{T}"/> outside of JSON: for the database, options and messages.</summary>
public static class WireNames
{
    /// <summary>The name of <paramref name="value"/> on the wire and in the database.</summary>
    public static string Of<T>(T value) where T : struct, Enum => OfMember(value.ToString());

    /// <summary>The names of all members, in their order.</summary>
    public static IEnumerable<string> All<T>() where T : struct, Enum => Members(typeof(T)).Select(OfMember);

    /// <summary>Reads a wire name; false if no member has it.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum
    {
        object? found = Find(typeof(T), name);
        value = found is null ? default : (T)found;
        return found is not null;
    }

    // Uses the type as a value: Enum's generic methods are JIT-compiled for each enum at each start.
    private static object? Find(Type type, string name)
    {
        string? member = Array.Find(Members(type), member => OfMember(member) == name);
        return member is null ? null : Enum.Parse(type, member);
    }

    private static string[] Members(Type type) => Enum.GetNames(type);

    private static string OfMember(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
}
