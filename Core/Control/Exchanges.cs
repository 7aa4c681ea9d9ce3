using System.Text.Json.Serialization;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Control;

/// <summary>Reason for the end of an exchange; the first reason wins.</summary>
[JsonConverter(typeof(WireName<ExchangeEnd>))]
public enum ExchangeEnd
{
    /// <summary>Both messages passed completely.</summary>
    Complete,

    /// <summary>The client disconnected or broke the protocol.</summary>
    ClientAborted,

    /// <summary>The upstream disconnected, broke the protocol or timed out.</summary>
    UpstreamAborted,

    /// <summary>An operator's cut, or policy, ended it.</summary>
    Cut,

    /// <summary>The proxy that carried the exchange died; the drain of its spool found it.</summary>
    ProxyDied,
}

/// <summary>One model call as the ledger holds it. Values that the agent or the upstream chose are cleaned and bounded.</summary>
/// <param name="Id">Its place in the ledger; a stream takes <c>after_exchange=Id</c>.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Host">The destination host.</param>
/// <param name="Path">The canonical path, without query.</param>
/// <param name="Model">The model that served the call; null when none is known.</param>
/// <param name="Status">The upstream's status code; 0 without a response.</param>
/// <param name="Usage">The tokens by class, before weights.</param>
/// <param name="Charged">The charged tokens, after weights.</param>
/// <param name="Quality">The source of the figures.</param>
/// <param name="End">The reason for the end of the exchange.</param>
/// <param name="StartedAt">The time at which the request head was complete.</param>
/// <param name="EndedAt">The end of the exchange.</param>
public sealed record ExchangeView(
    long Id, string Run, string Provider, string Host, string Path, string? Model, int Status, TokenUsage Usage, long Charged,
    UsageQuality Quality, ExchangeEnd End, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>
/// The end of one admitted model call: the ledger row that the proxy asks the controller to write. Reports are idempotent by <paramref name="Exchange"/>: a
/// report that is sent again after a crash changes nothing.
/// </summary>
/// <param name="Exchange">The exchange's id, the key of the ledger.</param>
/// <param name="Provider">The provider's name, by destination host.</param>
/// <param name="Host">The destination host.</param>
/// <param name="Path">The canonical path, without query.</param>
/// <param name="Model">The model that served the call (else the one asked for); null when neither is known.</param>
/// <param name="ResponseId">The upstream's own id of the response; null when none was seen.</param>
/// <param name="Status">The upstream's status code; 0 without a response.</param>
/// <param name="Usage">The usage to charge, by class, before weights.</param>
/// <param name="Quality">The source of the figures.</param>
/// <param name="End">The reason for the end of the exchange.</param>
/// <param name="StartedAt">The time at which the request head was complete.</param>
/// <param name="EndedAt">The end of the exchange.</param>
public sealed record UsageReport(
    string Exchange, string Provider, string Host, string Path, string? Model, string? ResponseId, int Status,
    TokenUsage Usage, UsageQuality Quality, ExchangeEnd End, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>The exchanges that are in the ledger, by this report or an earlier one; sent after the commit.</summary>
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
/// <param name="EstimatedRequests">The number of rows that are not <c>exact</c>.</param>
public sealed record UsageRow(
    string? Run, string? Name, string? Agent, string? Bottle, string? Provider, string? Model, string? Day, long Requests,
    long InputTokens, long CacheWriteTokens, long CacheReadTokens, long OutputTokens, long ChargedTokens, long EstimatedRequests);
