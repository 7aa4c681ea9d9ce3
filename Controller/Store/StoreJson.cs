using System.Text.Json.Serialization;

namespace BotBottle.Controller.Store;

/// <summary>JSON of columns that no contract of <c>Core/Control</c> covers.</summary>
[JsonSerializable(typeof(IReadOnlyList<double>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class StoreJson : JsonSerializerContext;
