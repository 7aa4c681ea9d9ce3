using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotBottle.Core.Text;

/// <summary>
/// JSON converter for enums whose names are a contract. It writes and reads PascalCase members as snake_case (<c>BudgetExhausted</c> ↔
/// <c>budget_exhausted</c>). It refuses numbers, so that a reordered enum cannot change a meaning. JsonStringEnumConverter JIT-compiles about 20 methods per
/// enum at every start, so we use our own.
/// </summary>
/// <typeparam name="T">The enum; a test freezes its wire names.</typeparam>
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
        // The text of an undefined value is its number.
        writer.WriteStringValue(char.IsAsciiLetterLower(name[0]) ? name : throw new JsonException($"{name} is no {typeof(T).Name}"));
    }
}
