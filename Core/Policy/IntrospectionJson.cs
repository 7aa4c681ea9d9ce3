using System.Text.Json.Serialization;
using BotBottle.Core.Budgets;

namespace BotBottle.Core.Policy;

/// <summary>The parts of <see cref="Introspection"/> that are records.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BudgetRefusal))]
internal sealed partial class IntrospectionJson : JsonSerializerContext;
