using System.Text.Json;

namespace BotBottle.Core.Text;

/// <summary>The same names as <see cref="WireName{T}"/>, outside JSON: for the database, options and messages.</summary>
public static class WireNames
{
    /// <summary>The name that stands for <paramref name="value"/> on the wire and in the database.</summary>
    public static string Of<T>(T value) where T : struct, Enum => OfMember(value.ToString());

    /// <summary>The names of all members, in their order.</summary>
    public static IEnumerable<string> All<T>() where T : struct, Enum => Members(typeof(T)).Select(OfMember);

    /// <summary>Reads a wire name; false when no member has it.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum
    {
        object? found = Find(typeof(T), name);
        value = found is null ? default : (T)found;
        return found is not null;
    }

    // By the type as a value: the generic methods of Enum are compiled anew for each enum at each start.
    private static object? Find(Type type, string name)
    {
        string? member = Array.Find(Members(type), member => OfMember(member) == name);
        return member is null ? null : Enum.Parse(type, member);
    }

    private static string[] Members(Type type) => Enum.GetNames(type);

    private static string OfMember(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
}
