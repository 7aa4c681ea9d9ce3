using System.Text.Json.Serialization;

namespace BotBottle.Core.Routes;

/// <summary>Routes as JSON, to compare two sets.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RouteSet))]
internal sealed partial class RouteSetJson : JsonSerializerContext;
