using System.Text.Json.Serialization;
using BotBottle.Core.Refusals;
using BotBottle.Core.Text;

namespace BotBottle.Core.Policy;

/// <summary>A hypothetical request, to explain what the run's proxy would do.</summary>
/// <param name="Url">A URL with the scheme <c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>.</param>
/// <param name="Method">The method, as a client would send it.</param>
/// <param name="Headers">Header fields, each as <c>Name: value</c>.</param>
/// <param name="WebSocket">True if it asks to become a WebSocket; a <c>ws</c> or <c>wss</c> URL implies it.</param>
public sealed record ExplainRequest(string Url, string Method, IReadOnlyList<string> Headers, bool WebSocket);

/// <summary>The decision of a run's proxy on a request, with the reason; member names are the JSON contract of <c>explain</c> in snake_case.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Method">The method.</param>
/// <param name="Url">The URL of the decision: canonical host, port unless it is the scheme's, canonical path.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Code">The refusal code; null if the request is not refused.</param>
/// <param name="Status">The HTTP status of the refusal.</param>
/// <param name="Message">The refusal's text for the agent.</param>
/// <param name="Rule">The deciding rule, with file, line and host; null for none.</param>
/// <param name="Provider">The provider whose API the host is; null for any other host.</param>
/// <param name="Call">The request's effect on a budget, on a provider's host: <c>model_call</c>, <c>free</c>, <c>unclassified</c>, <c>unmetered</c>.</param>
/// <param name="Credential">The host's variable whose value replaces the agent's credentials; null if these are sent unchanged.</param>
/// <param name="Allow">Remedies that would allow the request; empty if it is not refused or none exists.</param>
/// <param name="Notes">Further checks on a real request.</param>
public sealed record Explanation(
    string Run, string Name, string Method, string Url, ExplainVerdict Verdict, RefusalCode? Code, int? Status, string? Message, string? Rule,
    string? Provider, string? Call, string? Credential, IReadOnlyList<string> Allow, IReadOnlyList<string> Notes);

/// <summary>Verdict on a hypothetical request.</summary>
[JsonConverter(typeof(WireName<ExplainVerdict>))]
public enum ExplainVerdict
{
    /// <summary>The request goes to its upstream.</summary>
    Allowed,

    /// <summary>The request is refused.</summary>
    Refused,

    /// <summary>The proxy responds itself and sends nothing out.</summary>
    Answered,
}
