using System.Text.Json.Serialization;

namespace BotBottle.Controller.Definitions;

/// <summary>The JSON forms of <c>check --json</c>, with <c>--show</c> and without.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<DefinitionLine>))]
[JsonSerializable(typeof(IReadOnlyList<CheckedFile>))]
internal sealed partial class DefinitionJson : JsonSerializerContext;
