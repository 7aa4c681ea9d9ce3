using System.Text.Json.Serialization;

namespace BotBottle.Controller.Launching;

/// <summary>The JSON form of <see cref="KeptRun"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(KeptRun))]
internal sealed partial class KeptRunJson : JsonSerializerContext;
