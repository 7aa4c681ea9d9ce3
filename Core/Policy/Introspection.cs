using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;

namespace BotBottle.Core.Policy;

/// <summary>
/// The documents for an agent about itself at <c>http://_egress.local</c> (docs/contracts.md, section 8); available also while the run is cut.
/// </summary>
public static class Introspection
{
    /// <summary>The document for a path; null if there is none.</summary>
    public static IntrospectionAnswer? Answer(string method, string path, RunPolicy policy, RunOrders? orders)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return (method, path) switch
        {
            ("GET" or "HEAD", "/allowlist") => Write(Allowlist(policy)),
            ("GET" or "HEAD", "/budget") => Write(Budget(orders)),
            ("GET" or "HEAD", "/readme") => new IntrospectionAnswer("text/plain; charset=utf-8", Encoding.UTF8.GetBytes(AgentNotice.Text())),
            _ => null,
        };
    }

    private static JsonObject Allowlist(RunPolicy policy)
    {
        JsonArray routes = [];
        foreach (Route route in policy.Routes.Routes)
        {
            routes.Add(RouteJson.Of(route));
        }
        return new JsonObject { ["routes"] = routes };
    }

    private static JsonObject Budget(RunOrders? orders) => new()
    {
        ["cut"] = orders?.Cut is { } cut ? WireNames.Of(cut.Cause) : null,
        ["closed"] = orders?.Closed is { } closed ? new JsonArray([.. closed.Select(JsonNode? (budget) => budget.Provider)]) : null,
        // Null before the controller has sent orders: nothing is known yet, and no model call is admitted.
        ["spent"] = orders is null
            ? null
            : new JsonArray([.. orders.Spent.Concat(orders.Closed ?? []).Concat(orders.Cut?.Budget is { } crossed ? [crossed] : [])
            .Select(JsonNode? (budget) => JsonSerializer.SerializeToNode(budget, IntrospectionJson.Default.BudgetRefusal))]),
    };

    private static IntrospectionAnswer Write(JsonObject json) => new("application/json", Encoding.UTF8.GetBytes(json.ToJsonString()));
}

/// <summary>A document that the proxy serves itself.</summary>
/// <param name="MediaType">Its Content-Type.</param>
/// <param name="Body">Its bytes.</param>
public sealed record IntrospectionAnswer(string MediaType, ReadOnlyMemory<byte> Body);

/// <summary>JSON of the record parts of <see cref="Introspection"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BudgetRefusal))]
internal sealed partial class IntrospectionJson : JsonSerializerContext;
