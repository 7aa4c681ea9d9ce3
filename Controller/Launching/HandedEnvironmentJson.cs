using System.Text.Json.Serialization;

namespace BotBottle.Controller.Launching;

/// <summary>The JSON form of an environment.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class HandedEnvironmentJson : JsonSerializerContext;
