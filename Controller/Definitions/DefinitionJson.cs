using System.Text.Json.Serialization;

namespace BotBottle.Controller.Definitions;

/// <summary>The JSON form of <c>check --show --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<DefinitionLine>))]
internal sealed partial class DefinitionJson : JsonSerializerContext;
