using BotBottle.Core.Usage;

namespace BotBottle.Core.Control;

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
