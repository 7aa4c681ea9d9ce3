using System.Text.Json.Serialization;
using BotBottle.Core.Refusals;
using BotBottle.Core.Text;

namespace BotBottle.Core.Policy;

/// <summary>A request that nobody makes, of which the operator wants to know what the run's proxy would do.</summary>
/// <param name="Url"><c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>.</param>
/// <param name="Method">The method, as a client would send it.</param>
/// <param name="Headers">Header fields, each as <c>Name: value</c>.</param>
/// <param name="WebSocket">Whether it asks to become a WebSocket, as a <c>ws</c> or <c>wss</c> URL does by itself.</param>
public sealed record ExplainRequest(string Url, string Method, IReadOnlyList<string> Headers, bool WebSocket);

/// <summary>What a run's proxy does with a request, and why; member names are the JSON contract of <c>explain</c> in snake_case.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Method">The method.</param>
/// <param name="Url">The URL as it is decided on: canonical host, port where it is not the scheme's, canonical path.</param>
/// <param name="Verdict">What happens.</param>
/// <param name="Code">Why it is refused; null where it is not.</param>
/// <param name="Status">The HTTP status of the refusal.</param>
/// <param name="Message">What the refusal tells the agent.</param>
/// <param name="Rule">The rule that decided, with file, line and host; null where none did.</param>
/// <param name="Provider">Whose API the host is; null for any other.</param>
/// <param name="Call">On a provider's host what the request does to a budget: <c>model_call</c>, <c>free</c>, <c>unclassified</c>, <c>unmetered</c>.</param>
/// <param name="Credential">The variable of the host whose value goes out in place of the agent's credentials; null where these go as they are.</param>
/// <param name="Allow">What would allow it, one way each; empty where it is not refused, and where nothing would.</param>
/// <param name="Notes">What else is judged when such a request is made.</param>
public sealed record Explanation(
    string Run, string Name, string Method, string Url, ExplainVerdict Verdict, RefusalCode? Code, int? Status, string? Message, string? Rule,
    string? Provider, string? Call, string? Credential, IReadOnlyList<string> Allow, IReadOnlyList<string> Notes);

/// <summary>What the proxy does with a request.</summary>
[JsonConverter(typeof(WireName<ExplainVerdict>))]
public enum ExplainVerdict
{
    /// <summary>It goes to its upstream.</summary>
    Allowed,

    /// <summary>It is refused.</summary>
    Refused,

    /// <summary>The proxy answers it itself, and nothing goes out.</summary>
    Answered,
}
