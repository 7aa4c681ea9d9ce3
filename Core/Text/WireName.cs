using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotBottle.Core.Text;

/// <summary>
/// JSON converter for enums whose names are a contract: PascalCase members are written and read as snake_case
/// (<c>BudgetExhausted</c> ↔ <c>budget_exhausted</c>). Numbers are refused, so that a reordered enum cannot change a meaning. Not the serializer's own
/// converter, of which twenty methods are compiled for each enum at each start.
/// </summary>
/// <typeparam name="T">The enum; its names on the wire are frozen by a test.</typeparam>
public sealed class WireName<T> : JsonConverter<T> where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireNames.TryParse(reader.GetString()!, out T value) ? value : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        string name = WireNames.Of(value);
        // What is no member has its number for a name.
        writer.WriteStringValue(char.IsAsciiLetterLower(name[0]) ? name : throw new JsonException($"{name} is no {typeof(T).Name}"));
    }
}
