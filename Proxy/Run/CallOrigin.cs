using BotBottle.Core.Hosts;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Usage;

namespace BotBottle.Proxy.Run;

/// <summary>What is known of a call before its request has been read: an HTTP exchange is one call, a WebSocket carries many.</summary>
/// <param name="Id">The key of its ledger row: unique over all runs and restarts.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Provider">Whose API it calls.</param>
/// <param name="Class">What it does to a budget.</param>
/// <param name="Dialect">The dialect in which it is refused.</param>
/// <param name="Authority">Where it goes.</param>
/// <param name="Method">The method of its request.</param>
/// <param name="Path">The canonical path.</param>
internal sealed record CallOrigin(
    string Id, DateTimeOffset StartedAt, Provider Provider, CallClass Class, RefusalDialect Dialect, Authority Authority, string Method, string Path)
{
    /// <summary>The provider-run tools that it may name.</summary>
    public IReadOnlyList<string> Tools { get; init; } = ToolRule.Default;

    /// <summary>Whether it may spend where no response shows it, as far as its route says.</summary>
    public bool MaySpendUnseen { get; init; }

    /// <summary>The route that let it through.</summary>
    public string? Rule { get; init; }
}
