using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Metering;

namespace BotBottle.Proxy.WebSockets;

/// <summary>One admitted <c>response.create</c>, from its admission to its ledger row. One pump reads its events, and it is settled once.</summary>
/// <param name="account">The account, after its admission.</param>
/// <param name="lane">Its <c>stream_id</c>; null for none.</param>
/// <param name="chain">Adds up the sizes of responses.</param>
internal sealed class ResponseCall(CallAccount account, string? lane, ResponseChain chain) : IDisposable
{
    private readonly UsageReader _usage = new(CallFormat.OpenAiResponses);
    private int _status;
    private volatile bool _unsent;

    public string? Lane => lane;

    /// <summary>The id of its response; null before an event has named one.</summary>
    public string? ResponseId { get; private set; }

    /// <summary>Notes that the upstream did not receive the whole message, so that the call did not begin. Called by the sender.</summary>
    public void WasNotSent() => _unsent = true;

    /// <summary>Counts an event. The event that ends the response also reports the call, before the client receives the event.</summary>
    /// <returns>True if the call is over.</returns>
    public bool Take(ResponsesEventReader message)
    {
        ResponseId ??= message.ResponseId;
        _status = message.IsError && message.ErrorStatus > 0 ? message.ErrorStatus : 200;
        _usage.Take(message);
        if (message.IsEnd)
        {
            Settle(ExchangeEnd.Complete, isWhole: true);
        }
        return message.IsEnd;
    }

    /// <summary>Reports the call, unless it has been reported.</summary>
    /// <param name="end">The reason for its end.</param>
    /// <param name="isWhole">True if its last event has arrived.</param>
    public void Settle(ExchangeEnd end, bool isWhole = false)
    {
        if (account.TryClaim())
        {
            UsageResult result = _usage.Complete(isWhole);
            chain.Add(result);
            account.Settle(end, _status, result, requestSent: !_unsent);
        }
    }

    public void Dispose() => _usage.Dispose();
}
