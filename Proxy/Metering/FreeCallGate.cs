using System.Buffers;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// Checks the body of a free request that counts tokens, or defines what model calls use. It needs no admission, but it may name tools as a model call does: a
/// provider that counts a remote server's tools asks that server for them, and a stored conversation or agent brings its tools into later calls.
/// </summary>
internal sealed class FreeCallGate(RunRefusals refusals, ContentDecoders decoders, Exchange exchange) : IRequestGate, IDisposable
{
    private readonly RequestFactsReader _request = new(MeteredCall.RequestCodingOf(exchange.Client.Head.Fields), decoders);

    public Refusal? Refusal { get; private set; }

    public BodyCopy? Copy => null;

    public void ReadRequest(in ReadOnlySequence<byte> content, bool isDecoded = false)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            _request.Append(segment.Span, isDecoded);
        }
    }

    public bool IsWhole => _request.IsWhole;

    public ValueTask<bool> AdmitAsync()
    {
        Refusal =
            RequestJudgement.Of(refusals, _request.Complete(), exchange.Verdict.Call, exchange.Verdict.Dialect, exchange.Verdict.Tools, exchange.Verdict.Rule);
        return ValueTask.FromResult(Refusal is null);
    }

    public void Dispose() => _request.Dispose();
}
