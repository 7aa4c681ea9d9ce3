using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotBottle.Core.Control;

/// <summary>
/// JSON converter for enums whose names are a contract: PascalCase members are written and read as snake_case
/// (<c>BudgetExhausted</c> ↔ <c>budget_exhausted</c>). Numbers are refused, so that a reordered enum cannot change a meaning.
/// </summary>
/// <typeparam name="T">The enum; its names on the wire are frozen by a test.</typeparam>
public sealed class WireName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
