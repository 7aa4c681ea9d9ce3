using System.Text.Json.Serialization;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Control;

/// <summary>Why an exchange ended; the first reason wins.</summary>
[JsonConverter(typeof(WireName<ExchangeEnd>))]
public enum ExchangeEnd
{
    /// <summary>Both messages went through whole.</summary>
    Complete,

    /// <summary>The client went away or broke the protocol.</summary>
    ClientAborted,

    /// <summary>The upstream went away, broke the protocol or timed out.</summary>
    UpstreamAborted,

    /// <summary>An operator's cut, or policy, ended it.</summary>
    Cut,

    /// <summary>The proxy that carried it died; found by the drain of its spool.</summary>
    ProxyDied,
}

/// <summary>One model call as the ledger holds it. What the agent or the upstream chose is cleaned and bounded.</summary>
/// <param name="Id">Its place in the ledger; a stream takes <c>after_exchange=Id</c>.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Host">The destination host.</param>
/// <param name="Path">The canonical path, without query.</param>
/// <param name="Model">The model that served the call; null when none is known.</param>
/// <param name="Status">The upstream's status code; 0 when no answer came.</param>
/// <param name="Usage">The tokens by class, before weights.</param>
/// <param name="Charged">What was charged, in tokens after weights.</param>
/// <param name="Quality">How the figures were learned.</param>
/// <param name="End">Why the exchange ended.</param>
/// <param name="StartedAt">When the request head had been read.</param>
/// <param name="EndedAt">When the exchange ended.</param>
public sealed record ExchangeView(
    long Id, string Run, string Provider, string Host, string Path, string? Model, int Status, TokenUsage Usage, long Charged,
    UsageQuality Quality, ExchangeEnd End, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>
/// The end of one admitted model call: the ledger row that the proxy asks the controller to write. Reports are idempotent by
/// <paramref name="Exchange"/>: sent again after a crash, they change nothing.
/// </summary>
/// <param name="Exchange">The exchange's id, the key of the ledger.</param>
/// <param name="Provider">The provider's name, by destination host.</param>
/// <param name="Host">The destination host.</param>
/// <param name="Path">The canonical path, without query.</param>
/// <param name="Model">The model that served the call (else the one asked for); null when neither is known.</param>
/// <param name="ResponseId">The upstream's own id of the answer; null when none was seen.</param>
/// <param name="Status">The upstream's status code; 0 when no answer came.</param>
/// <param name="Usage">What to charge, by class, before weights.</param>
/// <param name="Quality">How the figures were learned.</param>
/// <param name="End">Why the exchange ended.</param>
/// <param name="StartedAt">When the request head had been read.</param>
/// <param name="EndedAt">When the exchange ended.</param>
public sealed record UsageReport(
    string Exchange, string Provider, string Host, string Path, string? Model, string? ResponseId, int Status,
    TokenUsage Usage, UsageQuality Quality, ExchangeEnd End, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>Sent after the commit: these exchanges are in the ledger, by this report or an earlier one.</summary>
/// <param name="Exchanges">The ids of the acknowledged exchanges.</param>
public sealed record UsageAcknowledgement(IReadOnlyList<string> Exchanges);

/// <summary>One group of <c>usage</c> (docs/contracts.md, section 5); members that the grouping does not fix are null.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="Bottle">The bottle's name.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model that served the calls.</param>
/// <param name="Day">The UTC day, <c>2026-11-21</c>.</param>
/// <param name="Requests">Ledger rows: admitted model calls.</param>
/// <param name="InputTokens">Fresh input.</param>
/// <param name="CacheWriteTokens">Input written to a cache.</param>
/// <param name="CacheReadTokens">Input read from a cache.</param>
/// <param name="OutputTokens">Output, reasoning included.</param>
/// <param name="ChargedTokens">The weighted sum that budgets count.</param>
/// <param name="EstimatedRequests">How many of the rows are not <c>exact</c>.</param>
public sealed record UsageRow(
    string? Run, string? Name, string? Agent, string? Bottle, string? Provider, string? Model, string? Day, long Requests,
    long InputTokens, long CacheWriteTokens, long CacheReadTokens, long OutputTokens, long ChargedTokens, long EstimatedRequests);
