using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Metering;

namespace BotBottle.Proxy.WebSockets;

/// <summary>One admitted <c>response.create</c>, from its admission to its ledger row. Its events come to one pump; it is settled once.</summary>
/// <param name="account">Its account, admitted.</param>
/// <param name="lane">Its <c>stream_id</c>; null for none.</param>
/// <param name="chain">Learns how large its response is.</param>
internal sealed class ResponseCall(CallAccount account, string? lane, ResponseChain chain) : IDisposable
{
    private readonly UsageReader _usage = new(CallFormat.OpenAiResponses);
    private int _status;
    private volatile bool _unsent;

    public string? Lane => lane;

    /// <summary>The id of its response; null while no event has named one.</summary>
    public string? ResponseId { get; private set; }

    /// <summary>Its message did not reach the upstream whole, so that nothing begins there. Said by whoever sends it.</summary>
    public void WasNotSent() => _unsent = true;

    /// <summary>Counts an event. With the one that ends the response the call is reported, before that event is given to the client.</summary>
    /// <returns>Whether the call is over.</returns>
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

    /// <summary>Reports the call, if nobody has.</summary>
    /// <param name="end">Why it ended.</param>
    /// <param name="isWhole">Whether its last event has come.</param>
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
