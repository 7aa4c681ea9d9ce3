using BotBottle.Core.Hosts;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Usage;

namespace BotBottle.Proxy.Run;

/// <summary>The properties of a call that are known before its request is read. An HTTP exchange is one call; a WebSocket carries many.</summary>
/// <param name="Id">The key of its ledger row, unique across all runs and restarts.</param>
/// <param name="StartedAt">The time of its start.</param>
/// <param name="Provider">The provider of the called API.</param>
/// <param name="Class">Its effect on a budget.</param>
/// <param name="Dialect">The dialect of its refusals.</param>
/// <param name="Authority">The destination.</param>
/// <param name="Method">The method of its request.</param>
/// <param name="Path">The canonical path.</param>
internal sealed record CallOrigin(
    string Id, DateTimeOffset StartedAt, Provider Provider, CallClass Class, RefusalDialect Dialect, Authority Authority, string Method, string Path)
{
    /// <summary>The provider-run tools that the call may name.</summary>
    public IReadOnlyList<string> Tools { get; init; } = ToolRule.Default;

    /// <summary>True if its route lets it spend where no response shows it.</summary>
    public bool MaySpendUnseen { get; init; }

    /// <summary>The route that allowed it.</summary>
    public string? Rule { get; init; }
}
