using BotBottle.Core.Usage;

namespace BotBottle.Core.Control;

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
